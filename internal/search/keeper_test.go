package search_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/search"
	"samenspel/internal/testkit"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func find(t *testing.T, k *search.Keeper, actor access.Actor, q search.Query) []string {
	t.Helper()
	index, err := k.Index(context.Background(), actor)
	if err != nil {
		t.Fatal(err)
	}
	var titles []string
	for _, hit := range index.Search(q).Hits {
		titles = append(titles, hit.Document.Title)
	}
	return titles
}

func TestTheKeeperFollowsTheDirectory(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		town := testkit.NewTown(t, d, "veen", "")
		now := testkit.Today
		keeper := search.NewKeeper(town.Directory, town.Places, func() time.Time { return now })
		if keeper.AtHand(town.Network.ID) != nil {
			t.Error("the keeper has an index before anyone asked")
		}
		if got := find(t, keeper, town.Visitor, search.Query{Text: "bezoekmaatje"}); !slices.Contains(got, "Bezoekmaatje") {
			t.Fatalf("found %q", got)
		}
		if keeper.AtHand(town.Network.ID) == nil {
			t.Error("the keeper does not have the index that was asked for")
		}
		ctx := context.Background()
		err := town.Directory.Update(ctx, town.Operator, "test", func(st directory.State) (directory.Changes, error) {
			changed := st.Services["s6"]
			changed.Words = append(changed.Words, "grasmaaien")
			return directory.Changes{Withdrawn: []string{st.Services["s1"].ID}, Services: []directory.Service{changed}}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := keeper.Refresh(ctx); err != nil {
			t.Fatal(err)
		}
		if got := find(t, keeper, town.Visitor, search.Query{Text: "bezoekmaatje"}); slices.Contains(got, "Bezoekmaatje") {
			t.Error("a withdrawn service is still found")
		}
		if got := find(t, keeper, town.Visitor, search.Query{Text: "grasmaaien"}); len(got) != 1 || got[0] != "Klussen aan huis" {
			t.Errorf("by a word that was added we find %q", got)
		}
		rename := func(st directory.State) (directory.Changes, error) {
			changed := st.Services["s6"]
			changed.Words = []string{"heggenknippen"}
			return directory.Changes{Services: []directory.Service{changed}}, nil
		}
		if err := town.Directory.Update(ctx, town.Operator, "test", rename); err != nil {
			t.Fatal(err)
		}
		if _, err := keeper.Fresh(ctx, town.Visitor, time.Minute); err != nil {
			t.Fatal(err)
		}
		if got := find(t, keeper, town.Visitor, search.Query{Text: "heggenknippen"}); len(got) != 1 {
			t.Errorf("who waits for what was just saved finds %q", got)
		}
		now = now.AddDate(0, 0, 1)
		before, _ := keeper.Index(ctx, town.Visitor)
		if err := keeper.Refresh(ctx); err != nil {
			t.Fatal(err)
		}
		if after, _ := keeper.Index(ctx, town.Visitor); after == before {
			t.Error("a new day did not shuffle the ties")
		}
	})
}

func TestWithinKeepsToWhatComesThere(t *testing.T) {
	town := testkit.NewTown(t, dbtest.SQLite(t), "veen", "")
	keeper := search.NewKeeper(town.Directory, town.Places, nil)
	tree, err := town.Places.Tree(context.Background(), town.Visitor)
	if err != nil {
		t.Fatal(err)
	}
	noord, _ := tree.BySlug("noord")
	got := find(t, keeper, town.Visitor, search.Query{Within: noord.ID, Area: noord.ID})
	for _, elsewhere := range []string{"Wandelmaatje", "Open huiskamer"} {
		if slices.Contains(got, elsewhere) {
			t.Errorf("%s comes to Zuid only, and is found in Noord", elsewhere)
		}
	}
	if len(got) != 4 {
		t.Errorf("in Noord we find %q, want 4", got)
	}
}

func TestTheKeeperAsksWhoIsAsking(t *testing.T) {
	town := testkit.NewTown(t, dbtest.SQLite(t), "veen", "")
	keeper := search.NewKeeper(town.Directory, town.Places, nil)
	for range 2 { // before and after the index is there
		if _, err := keeper.Index(context.Background(), access.As("nobody", town.Network.ID)); !errors.Is(err, errs.Forbidden) {
			t.Errorf("someone without a role gets %v", err)
		}
		find(t, keeper, town.Visitor, search.Query{})
	}
}

// Whoever is signed in, and wherever they work, gets what a visitor gets: an employer never ranks higher.
func TestWhoIsSignedInMakesNoDifference(t *testing.T) {
	town := testkit.NewTown(t, dbtest.SQLite(t), "veen", "")
	keeper := search.NewKeeper(town.Directory, town.Places, nil)
	want := find(t, keeper, town.Visitor, search.Query{Text: "iemand om mee te wandelen"})
	for _, role := range []access.Role{access.Member, access.Editor, access.Ambassador, access.Professional} {
		if got := find(t, keeper, access.As(role, town.Network.ID), search.Query{Text: "iemand om mee te wandelen"}); !slices.Equal(got, want) {
			t.Errorf("%s finds %q, a visitor %q", role, got, want)
		}
	}
}
