package group_test

import (
	"testing"

	"samenspel/internal/db"
	"samenspel/internal/group"
)

// replies are mails as people write them, and what is read of each.
var replies = map[string]group.Answer{
	"Ja": group.Comes,
	"Beste Cor,\n\nJa, ik kom!\n\nGroet,\nAnna":                                 group.Comes,
	"Prima.\nVerstuurd vanaf mijn iPhone":                                       group.Comes,
	"Nee, helaas.\n\nMet vriendelijke groet,\nAnna de Vries\nStichting Aanloop": group.Not,
	"Helaas kan ik niet.":                                                       group.Not,
	"":                                                                          group.Silent,
	"Ja, maar pas om tien uur":                                                  group.Silent,
	"Ja\nKan het ook om tien uur?":                                              group.Silent,
	"Nee\nBea komt in mijn plaats en neemt de stukken mee":                      group.Silent,
	"Ja\nNee":                     group.Silent,
	"Ik ben afwezig tot maandag.": group.Silent,
	"Groet,\nAnna":                group.Silent,
}

// TestAReplyIsReadWhenItIsPlain: what is not plain is left to a person.
func TestAReplyIsReadWhenItIsPlain(t *testing.T) {
	for text, want := range replies {
		if got := group.ReadReply(text); got != want {
			t.Errorf("%q is read as %q, want %q", text, got, want)
		}
	}
}

// FuzzReadReply: whatever a mail says, it is a yes, a no, or left to a person; more words make no answer of it.
func FuzzReadReply(f *testing.F) {
	for text := range replies {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		answer := group.ReadReply(text)
		if answer != group.Silent && answer != group.Comes && answer != group.Not {
			t.Fatalf("%q is read as %q", text, answer)
		}
		if answer != group.Silent && group.ReadReply(text+"\nmaar wij willen eerst nog iets weten") != group.Silent {
			t.Fatalf("%q is read as %q with a condition too", text, answer)
		}
	})
}

// TestAnInvitationIsAnsweredByReplying (inventory H10): by who was asked, before the meeting; who wrote hears what was read.
func TestAnInvitationIsAnsweredByReplying(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		const lid = "lid@voorbeeld.example"
		h.sit(t, "kern", "lid", func(*group.Seat) {})
		h.plan(t, "nu", "kern", soon)
		must(t, h.Group.Invite(ctx, h.cor, "nu", 1))
		for _, c := range []struct {
			name        string
			thread      string
			reply       group.Reply
			found, told bool
			want        group.Answer
		}{
			{"a question", "nu", group.Reply{From: lid, Text: "Hoe laat?"}, false, false, group.Silent},
			{"somebody else", "nu", group.Reply{From: "bea@voorbeeld.example", Text: "Ja"}, false, false, group.Silent},
			{"another thread", "x", group.Reply{From: lid, Text: "Ja"}, false, false, group.Silent},
			{"a yes", "nu", group.Reply{From: lid, Text: "Ja, ik kom", MayAnswer: true}, true, true, group.Comes},
			{"a no after it", "nu", group.Reply{From: "Lid@voorbeeld.example", Text: "Helaas niet"}, true, false, group.Not},
		} {
			must(t, h.DB.In(ctx, h.Network.ID, func(tx *db.Tx) error {
				found, told, err := h.Group.Replied(ctx, tx, c.thread, c.reply)
				if found != c.found || told != c.told {
					t.Errorf("%s: found %v, told %v", c.name, found, told)
				}
				return err
			}))
			if got := h.meeting(t, "nu").Invitees[0].Answer; got != c.want {
				t.Errorf("%s: %q", c.name, got)
			}
		}
		if to, _ := h.letters(t, "meeting-read"); len(to) != 1 {
			t.Errorf("told: %v", to)
		}
		must(t, h.Group.CallOff(ctx, h.cor, "nu", 2))
		must(t, h.DB.In(ctx, h.Network.ID, func(tx *db.Tx) error {
			found, _, err := h.Group.Replied(ctx, tx, "nu", group.Reply{From: lid, Text: "Ja"})
			if found {
				t.Error("a yes to what is called off is taken")
			}
			return err
		}))
	})
}
