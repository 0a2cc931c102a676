package upkeep_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/errs"
	"samenspel/internal/testkit"
	"samenspel/internal/upkeep"
)

func TestOwnWordsAreKeptPerNetwork(t *testing.T) {
	each(t, func(t *testing.T, town testkit.Town) {
		editor := access.As(access.Editor, town.Network.ID)
		before, err := town.Directory.Revision(ctx, editor)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // twice is once
			if err := town.Upkeep.AddOwnWord(ctx, editor, "huiskamer", "  Bakske  DOEN; "); err != nil {
				t.Fatal(err)
			}
		}
		all, err := town.Upkeep.OwnWords(ctx, town.Visitor)
		if want := []upkeep.OwnWord{{Kind: "huiskamer", Words: "bakske doen"}}; err != nil || !slices.Equal(all, want) {
			t.Fatalf("%v, %v", all, err)
		}
		if after, _ := town.Directory.Revision(ctx, editor); after <= before {
			t.Error("no index hears of the word")
		}
		if err := town.Upkeep.DropOwnWord(ctx, editor, all[0]); err != nil {
			t.Fatal(err)
		}
		if all, _ := town.Upkeep.OwnWords(ctx, town.Visitor); len(all) > 0 {
			t.Errorf("still there: %v", all)
		}
	})
}

func TestOwnWordsAreRefused(t *testing.T) {
	each(t, func(t *testing.T, town testkit.Town) {
		editor := access.As(access.Editor, town.Network.ID)
		for words, want := range map[string]string{" ; ": "short", strings.Repeat("lang ", 30): "long", "bel 06 12345678": "person"} {
			var problems errs.Problems
			if err := town.Upkeep.AddOwnWord(ctx, editor, "huiskamer", words); !errors.As(err, &problems) || problems[0].Key != want {
				t.Errorf("%q gives %v, want %s", words, err, want)
			}
		}
		if err := town.Upkeep.AddOwnWord(ctx, town.Visitor, "huiskamer", "bakske"); !errors.Is(err, errs.Forbidden) {
			t.Errorf("a visitor gets %v", err)
		}
	})
}
