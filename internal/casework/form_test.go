package casework_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samenspel/internal/access"
	"samenspel/internal/casework"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/privacy"
)

// TestAFormHasThreeOwnQuestionsAtMost asks and stops in any order: in no wijk are there ever more than three questions, and
// the version counts the changes.
func TestAFormHasThreeOwnQuestionsAtMost(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		tree, err := b.Places.Tree(ctx, b.Operator)
		must(t, err)
		noord, _ := tree.BySlug("noord")
		zuid, _ := tree.BySlug("zuid")
		rapid.Check(t, func(t *rapid.T) {
			before, err := b.Form(ctx, b.coordinator)
			if err != nil {
				t.Fatal(err)
			}
			changes := 0
			for i := range rapid.IntRange(1, 12).Draw(t, "changes") {
				f, _ := b.Form(ctx, b.coordinator)
				area := rapid.SampledFrom([]string{"", noord.ID, zuid.ID}).Draw(t, "area")
				if asked := f.For(area); len(asked) > 0 && rapid.Bool().Draw(t, "stop") {
					err = b.Stop(ctx, b.coordinator, asked[0].ID)
				} else {
					err = b.Ask(ctx, b.coordinator, casework.OwnQuestion{ID: fmt.Sprint("q-", f.Version()), Area: area, Text: fmt.Sprintf("Is er een hond %d %d?", f.Version(), i)}, privacy.Check{})
				}
				var problems errs.Problems
				switch {
				case err == nil:
					changes++
				case !errors.As(err, &problems) || problems[0].Key != "ownquestion.wrong.full":
					t.Fatal(err)
				}
				f, _ = b.Form(ctx, b.coordinator)
				if n := max(len(f.For(noord.ID)), len(f.For(zuid.ID))); n > 3 {
					t.Fatalf("a form asks %d own questions", n)
				}
			}
			if f, _ := b.Form(ctx, b.coordinator); f.Version() != before.Version()+int64(changes) {
				t.Fatalf("after %d changes version %d is %d", changes, before.Version(), f.Version())
			}
		})
	})
}

// TestOwnQuestionsAreAskedInTheirWijk answers what the form of Noord asks. What is not on it is not kept; what was answered
// stays when the question is stopped, and goes with the case.
func TestOwnQuestionsAreAskedInTheirWijk(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		tree, err := b.Places.Tree(ctx, b.Operator)
		must(t, err)
		noord, _ := tree.BySlug("noord")
		zuid, _ := tree.BySlug("zuid")
		for id, area := range map[string]string{"town": "", "noord": noord.ID, "zuid": zuid.ID} {
			must(t, b.Ask(ctx, b.coordinator, casework.OwnQuestion{ID: id, Area: area, Text: "Is er een hond in " + id + "?"}, privacy.Check{}))
		}
		c, err := b.Open(ctx, b.ambassador, casework.Opening{Request: "r", Team: b.team, Needs: []casework.Asking{{Help: "gezelschap", Own: map[string]string{"town": "yes", "noord": "no", "zuid": "yes"}}}})
		must(t, err)
		d := b.get(t, c.ID)
		if own := d.Needs[0].Own; len(own) != 2 || own["town"] != "yes" || own["noord"] != "no" {
			t.Errorf("kept: %v", own)
		}
		err = b.Discuss(ctx, b.ambassador, c.ID, d.Version, casework.Asking{Key: "k1", Need: d.Needs[0].ID, Help: "gezelschap", Own: map[string]string{"town": "perhaps"}})
		var problems errs.Problems
		if !errors.As(err, &problems) || problems[0].Column != "own-town-k1" {
			t.Errorf("another answer: %v", err)
		}
		must(t, b.Stop(ctx, b.coordinator, "town"))
		must(t, b.Discuss(ctx, b.ambassador, c.ID, d.Version, casework.Asking{Need: d.Needs[0].ID, Help: "vervoer", Own: map[string]string{"noord": "yes"}}))
		if own := b.get(t, c.ID).Needs[0].Own; own["town"] != "yes" || own["noord"] != "yes" {
			t.Errorf("after a question was stopped: %v", own)
		}
		must(t, b.DB.In(ctx, b.Network.ID, func(tx *db.Tx) error {
			counts, err := casework.CountOwn(ctx, tx, d.Opened, d.Opened.Add(24*time.Hour))
			if len(counts) != 3 || counts[0].Yes+counts[1].Yes+counts[2].Yes != 2 {
				t.Errorf("counted: %+v", counts)
			}
			return err
		}))
	})
}

// TestWhatIsAskedOfACaseNamesNobody refuses words that could tell who somebody is, and everyone but the coordinator.
func TestWhatIsAskedOfACaseNamesNobody(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		for text, key := range map[string]string{"": "ownquestion.wrong.none", "Is er een hond in huis?": "ownquestion.wrong.there", "Belt u 06 12345678?": ""} {
			if key == "ownquestion.wrong.there" {
				must(t, b.Ask(ctx, b.coordinator, casework.OwnQuestion{ID: "eerst", Text: text}, privacy.Check{}))
			}
			err := b.Ask(ctx, b.coordinator, casework.OwnQuestion{ID: "q" + key, Text: text}, privacy.Check{Lang: "nl"})
			var problems errs.Problems
			if !errors.As(err, &problems) || problems[0].Key != key || problems[0].Column != "text" {
				t.Errorf("%q: %v", text, err)
			}
		}
		if err := b.Ask(ctx, b.coordinator, casework.OwnQuestion{ID: "q", Area: "nergens", Text: "Is er een kat?"}, privacy.Check{}); err == nil {
			t.Error("a question is asked nowhere")
		}
		for _, actor := range []access.Actor{b.ambassador, b.liaison, b.professional, access.As(access.Observer, b.Network.ID)} {
			if _, err := b.Form(ctx, actor); !errors.Is(err, errs.Forbidden) {
				t.Errorf("somebody else reads the form: %v", err)
			}
			if err := b.Stop(ctx, actor, "eerst"); !errors.Is(err, errs.Forbidden) {
				t.Errorf("somebody else stops a question: %v", err)
			}
		}
	})
}
