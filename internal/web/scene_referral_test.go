//go:build !race

package web_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/directory"
	"samenspel/internal/referral"
	"samenspel/internal/testkit"
)

// referralScene is what is passed on: in every state, with consent, contact, signals and questions about room.
var referralScene = scene{fill: fillReferrals, reset: bringKeysBack, elsewhere: referralsElsewhere,
	doors: func(w *twins) []string {
		n, r := w.town.Network.ID, w.town.Referral
		room, proof := r.RoomToken(n, w.secrets["referral-room"], w.secrets["referral-asked-organization"])
		return []string{
			"/antwoord/" + w.secrets["referral-accepted"] + "/" + r.Token(n, referral.PurposeAnswer, w.secrets["referral-accepted"], 0),
			"/signaal/" + w.secrets["referral-accepted"] + "/" + r.Token(n, referral.PurposeSignal, w.secrets["referral-accepted"], 0),
			"/verzoeken/" + w.secrets["referral-asked-organization"] + "/" + r.Token(n, referral.PurposeInbox, w.secrets["referral-asked-organization"], november),
			"/verwijzer/" + w.secrets["referral-referrer"] + "/" + r.Token(n, referral.PurposeOwn, w.secrets["referral-referrer"], november),
			"/plek/" + room + "/" + proof, "/doorverwijzing/" + w.secrets["referral-code"],
		}
	}, works: []work{
		{"take the steps of a day for referrals", func(w *twins) (any, error) {
			*w.town.Later = 42 * 24 * time.Hour // a Monday
			return nil, w.town.Referral.Run(ctx, w.town.Network.ID)
		}},
		{"reply to a letter about several", func(w *twins) (any, error) {
			*w.town.Later = 42 * 24 * time.Hour
			if err := w.town.Referral.Run(ctx, w.town.Network.ID); err != nil {
				return nil, err
			}
			return inside(func(w *twins, tx *db.Tx) (any, error) {
				found, told, err := w.town.Referral.Replied(ctx, tx, w.secrets["referral-asked-organization"], referral.Reply{Mail: "m2", Text: "Dat zoeken wij uit.", MayAnswer: true})
				if err == nil {
					_, _, err = w.town.Referral.Replied(ctx, tx, w.secrets["referral-referrer"], referral.Reply{Mail: "m3", Text: "Hij denkt na.", MayAnswer: true})
				}
				return []bool{found, told}, err
			})(w)
		}},
		{"write to professionals what they are owed", func(w *twins) (any, error) {
			for _, day := range []int{1, 15, 30} {
				made, err := w.referral("anna@hier.example", w.secrets["referral-offered"])
				if err == nil {
					err = w.town.Referral.Do(ctx, w.sender(), made.ID, made.Version, referral.Do{Act: referral.Hand}, referral.Scanner{})
				}
				if err != nil {
					return nil, err
				}
				*w.town.Later = time.Duration(day) * 24 * time.Hour
				if err := w.town.Referral.Run(ctx, w.town.Network.ID); err != nil {
					return nil, err
				}
			}
			return nil, nil
		}},
		{"write the half-yearly letters", func(w *twins) (any, error) {
			*w.town.Later = 189 * 24 * time.Hour // a Monday
			return nil, w.town.Referral.Run(ctx, w.town.Network.ID)
		}},
		{"switch the half-yearly letter off", func(w *twins) (any, error) {
			actor := access.Actor{Network: w.town.Network.ID, Person: w.secrets["referral-referrer"]}
			if err := w.town.Referral.SetDigest(ctx, actor, false); err != nil {
				return nil, err
			}
			return w.town.Referral.Digest(ctx, actor)
		}},
		{"agree who does what", func(w *twins) (any, error) {
			got, err := w.town.Referral.Get(ctx, w.sender(), w.secrets["referral-accepted"])
			if err != nil {
				return nil, err
			}
			return nil, w.town.Referral.Divide(ctx, w.sender(), got.ID, got.Version, referral.Division{Share: true, Giver: "resident", Tasks: referral.Tasks{Volunteer: "Komt elke week."}})
		}},
		{"open the contact details", func(w *twins) (any, error) {
			actor := access.Actor{Network: w.town.Network.ID, Grants: []access.Grant{{Role: access.Member, Organization: w.secrets["referral-asked-organization"]}}}
			return w.town.Referral.OpenContact(ctx, actor, w.secrets["referral-accepted"])
		}},
		{"put a referral to the resident, and withdraw a consent", func(w *twins) (any, error) {
			made, err := w.referral("eva@hier.example", w.secrets["referral-offered"])
			if err != nil {
				return nil, err
			}
			if err := w.town.Referral.Do(ctx, w.sender(), made.ID, made.Version, referral.Do{Act: referral.Hand}, referral.Scanner{}); err != nil {
				return nil, err
			}
			sent, err := w.town.Referral.Get(ctx, w.sender(), w.secrets["referral-sent"])
			if err != nil {
				return nil, err
			}
			if err := w.town.Referral.Revoke(ctx, w.sender(), sent.ID, sent.Consents[1].ID); err != nil {
				return nil, err
			}
			return nil, w.town.Referral.Revoke(ctx, w.sender(), sent.ID, sent.Consents[0].ID)
		}},
		{"make what another network made already", func(w *twins) (any, error) {
			again, err := w.town.Referral.Make(ctx, w.sender(), referral.New{Request: "elders", Service: w.secrets["referral-offered"],
				Source: referral.Source{Kind: referral.FromCase, ID: "case-1", Need: "gezelschap"}})
			return again.State, err
		}},
		{"make one for a professional with an account", func(w *twins) (any, error) {
			made, err := w.referral("fatima@veen.example", w.secrets["referral-offered"])
			return made.State, err
		}},
		{"take own referrals along", func(w *twins) (any, error) {
			b, _, err := w.town.Referral.Export(ctx, access.Actor{Network: w.town.Network.ID, Person: w.secrets["referral-sender"], Grants: []access.Grant{{Role: access.Desk}}}, "", "")
			return b, err
		}},
		{"list own referrals, and what was used", func(w *twins) (any, error) {
			actor := access.Actor{Network: w.town.Network.ID, Person: w.secrets["referral-sender"], Grants: []access.Grant{{Role: access.Desk}}}
			mine, err := w.town.Referral.Page(ctx, actor, referral.Mine, "")
			if err != nil {
				return nil, err
			}
			ended, err := w.town.Referral.Page(ctx, actor, referral.Ended, "")
			if err != nil {
				return nil, err
			}
			used, err := w.town.Referral.Used(ctx, actor)
			return []any{mine, ended, used}, err
		}},
		{"take the referrals of a team along", func(w *twins) (any, error) {
			b, _, err := w.town.Referral.Export(ctx, access.Actor{Network: w.town.Network.ID, Person: w.persons[access.Liaison], Grants: []access.Grant{{Role: access.Liaison, Team: w.secrets["referral-team"]}}}, "", "")
			return b, err
		}},
		{"look at own questions about room", func(w *twins) (any, error) {
			actor := access.Actor{Network: w.town.Network.ID, Person: w.secrets["referral-sender"], Grants: []access.Grant{{Role: access.Ambassador, Area: w.secrets["referral-area"]}}}
			return w.town.Referral.Questions(ctx, actor)
		}},
		{"follow an organisation that leaves", func(w *twins) (any, error) {
			if err := w.town.DB.In(ctx, w.town.Network.ID, func(tx *db.Tx) error {
				return directory.Withdraw(ctx, tx, nil, []string{w.secrets["referral-asked-organization"]})
			}); err != nil {
				return nil, err
			}
			return nil, w.town.Referral.Run(ctx, w.town.Network.ID)
		}},
		{"answer a signal", func(w *twins) (any, error) {
			got, err := w.town.Referral.Get(ctx, w.sender(), w.secrets["referral-accepted"])
			if err != nil {
				return nil, err
			}
			return nil, w.town.Referral.AnswerSignal(ctx, w.sender(), got.ID, got.Signals[0].ID, "Wij bellen vandaag.", referral.Scanner{})
		}},
		{"count what goes to whom, and how soon", func(w *twins) (any, error) {
			return w.town.Referral.Report(ctx, access.As(access.Coordinator, w.town.Network.ID), testkit.Today.AddDate(-1, 0, 0))
		}},
		{"read an answer by mail", inside(func(w *twins, tx *db.Tx) (any, error) {
			found, told, err := w.town.Referral.Replied(ctx, tx, w.secrets["referral-sent"], referral.Reply{Mail: "m1", Text: "Ja, dat kan.", MayAnswer: true})
			return []bool{found, told}, err
		})},
		{"list what came of cases, and what a team must look back on", inside(func(w *twins, tx *db.Tx) (any, error) {
			rows, err := referral.From(ctx, tx, referral.FromCase, []string{"case-1"})
			if err != nil {
				return nil, err
			}
			looking, err := referral.Looking(ctx, tx, w.secrets["referral-team"], testkit.Today.AddDate(0, 2, 0))
			return []int{len(rows), len(looking)}, err
		})},
		{"hand over what somebody sent", inside(func(w *twins, tx *db.Tx) (any, error) {
			return referral.Mover(ctx, tx, w.secrets["referral-sender"], w.secrets["referral-successor"])
		})},
		{"erase what was kept of referrals", inside(func(w *twins, tx *db.Tx) (any, error) {
			texts, err := referral.KeptTexts(ctx, tx)
			if err != nil {
				return nil, err
			}
			contacts, err := referral.KeptContacts(ctx, tx)
			if err != nil {
				return nil, err
			}
			if err := w.town.Referral.EraseContacts(ctx, tx, []string{w.secrets["referral-accepted"]}); err != nil {
				return nil, err
			}
			return []int{len(texts), len(contacts)}, referral.EraseTexts(ctx, tx, []string{w.secrets["referral-ended"], w.secrets["referral-accepted"]})
		})},
		{"forget professionals", inside(func(_ *twins, tx *db.Tx) (any, error) {
			return referral.ForgetReferrers(ctx, tx, testkit.Today.AddDate(2, 0, 0))
		})},
	}}

// referralsElsewhere gives the other networks news of what ended here, a letter to a professional, a referral that follows
// one from here, and an organisation that left.
func referralsElsewhere(w *twins) []string {
	return append(w.others(
		other{"referral_event", `referral_id = ` + quote(w.secrets["referral-ended"]) + ` and act = 'make'`, set{"id": `'wees'`, "news": "true", "side": `'organization'`}},
		other{"referral_event", `referral_id = ` + quote(w.secrets["referral-sent"]) + ` and act = 'make'`, set{"id": `'vreemd'`, "act": `'accept'`}},
		other{"referral_signal", `referral_id = ` + quote(w.secrets["referral-accepted"]), set{"id": `'elders'`, "answered_at": "made_at"}},
		other{"consent", `referral_id = ` + quote(w.secrets["referral-accepted"]) + ` and item = 'contact'`, set{"id": `'elders'`, "item": `'tasks'`}},
		other{"outbox", `kind = 'referral-own'`, set{"id": `'wees'`, "address": `'eva@hier.example'`}},
		other{"referral", `id = ` + quote(w.secrets["referral-concept"]), set{"id": `'wees'`, "request": `'elders'`, "code": `'elders'`, "before_id": quote(w.secrets["referral-accepted"]), "sent_on": "made_at", "asked_at": "made_at",
			"referrer_id": quote(w.secrets["referral-old-referrer"])}}),
		`update kept_referrer set digest_off = not digest_off, person_id = `+quote(w.persons[access.Desk])+` where id = `+quote(w.secrets["referral-referrer"])+` and `+w.elsewhere(),
		`update kept_organization set withdrawn_at = created_at where id = `+quote(w.secrets["referral-next-organization"])+` and `+w.elsewhere())
}

// bringKeysBack brings back the keys of sealed contacts: they lie outside the database.
func bringKeysBack(w *twins, t testing.TB) {
	for path, key := range w.keys {
		musts(t)(os.WriteFile(path, key, 0o600))
	}
}

// sender is who sent the referrals of the scene, with the rights of a coordinator.
func (w *twins) sender() access.Actor {
	actor := access.As(access.Coordinator, w.town.Network.ID)
	actor.Person = w.secrets["referral-sender"]
	return actor
}

// referral makes one for a professional.
func (w *twins) referral(professional, service string) (referral.Referral, error) {
	return w.town.Referral.Make(ctx, w.sender(), referral.New{Service: service, Wish: "liefst " + ownMark, Professional: referral.Referrer{Name: "Anna " + ownMark, Email: professional},
		Source: referral.Source{Kind: referral.FromCase, ID: "case-1", Area: w.secrets["referral-area"], Team: w.secrets["referral-team"], Need: "gezelschap"}})
}

// fillReferrals makes referrals in every state that a statement asks for.
func fillReferrals(w *twins, t testing.TB) {
	must := musts(t)
	must(w.town.DB.View(ctx, w.town.Network.ID, func(tx *db.Tx) (err error) {
		if w.secrets["referral-sender"], err = db.One(ctx, tx, db.Value[string], `select id from person where network_id = $1 and name = 'Fatima Bouali'`, tx.Network); err != nil {
			return err
		}
		if w.secrets["referral-successor"], err = db.One(ctx, tx, db.Value[string], `select id from person where network_id = $1 and name = 'Cor de Vries'`, tx.Network); err != nil {
			return err
		}
		w.secrets["referral-team"], err = db.One(ctx, tx, db.Value[string], `select id from team where network_id = $1 order by id`, tx.Network)
		return err
	}))
	actor := w.sender()
	e, err := w.town.Directory.Entry(ctx, w.town.Operator, "bezoekmaatje")
	must(err)
	tree, err := w.town.Places.Tree(ctx, w.town.Operator)
	must(err)
	noord, _ := tree.BySlug("noord")
	w.secrets["referral-asked-organization"], w.secrets["referral-offered"], w.secrets["referral-area"] = e.Organization.ID, e.Service.ID, noord.ID
	make := func(name string, choose bool) referral.Referral {
		r, err := w.referral("anna@hier.example", e.Service.ID)
		must(err)
		w.secrets["referral-"+name], w.secrets["referral-referrer"], w.secrets["referral-code"] = r.ID, r.Referrer, r.Code
		if choose {
			must(w.town.Referral.Choose(ctx, actor, r.ID, r.Version, referral.Choice{Giver: "resident", Wish: "graag " + ownMark, Share: true, Contact: referral.Contact{Name: "Geheim " + ownMark, Phone: "06-00000000"}}))
		}
		return r
	}
	do := func(id string, d referral.Do) {
		got, err := w.town.Referral.Get(ctx, actor, id)
		must(err)
		must(w.town.Referral.Do(ctx, actor, id, got.Version, d, referral.Scanner{}))
	}
	make("concept", false)
	make("sent", true)
	do(make("accepted", true).ID, referral.Do{Act: referral.Accept})
	must(w.town.Referral.Signal(ctx, actor, w.secrets["referral-accepted"], referral.Volunteer, "de deur bleef dicht "+ownMark, referral.Scanner{}))
	declined := make("declined", true).ID
	do(declined, referral.Do{Act: referral.Decline, Reason: referral.NoRoom})
	got, err := w.town.Referral.Get(ctx, actor, declined)
	must(err)
	_, err = w.town.Referral.Redirect(ctx, actor, declined, got.Version, got.Alike[0].Service.ID) // puts it to the resident too
	must(err)
	old, err := w.referral("oud@hier.example", e.Service.ID)
	must(err)
	w.secrets["referral-old-referrer"] = old.Referrer
	do(old.ID, referral.Do{Act: referral.Withdraw, Reason: "mistake"})
	shelter, err := w.town.Directory.Entry(ctx, w.town.Operator, "opvang-voor-vrouwen")
	must(err)
	w.secrets["referral-next-organization"] = shelter.Organization.ID
	orphan, err := w.referral("anna@hier.example", shelter.Service.ID)
	must(err)
	organizations, err := w.town.Directory.Organizations(ctx, w.town.Operator)
	must(err)
	_, err = w.town.Referral.Make(ctx, actor, referral.New{Service: e.Service.ID, Professional: referral.Referrer{Email: "anna@hier.example"},
		Source: referral.Source{Kind: referral.FromOrganization, ID: organizations[0].ID, Need: "gezelschap"}})
	must(err)
	do(make("ended", true).ID, referral.Do{Act: referral.Withdraw, Reason: "solved"})
	q, err := w.town.Referral.AskRoom(ctx, actor, "", "gezelschap", noord.ID, []string{e.Service.ID})
	must(err)
	w.secrets["referral-room"] = q.ID
	w.keys = map[string][]byte{}
	must(filepath.WalkDir(w.town.ContactKeys, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			w.keys[path], err = os.ReadFile(path)
		}
		return err
	}))
	must(w.town.DB.In(ctx, w.town.Network.ID, func(tx *db.Tx) error {
		if _, _, err := w.town.Referral.Replied(ctx, tx, w.secrets["referral-concept"], referral.Reply{Mail: "m0", Text: "Wat bedoelt u?"}); err != nil {
			return err
		}
		return enter(tx, row{`update referral set sender_id = (select id from person where network_id = $1 and name = 'Vroeger Iemand') where network_id = $1 and id = $2`, []any{orphan.ID}})
	}))
}
