//go:build !race

package web_test

import (
	"fmt"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/desk"
	"samenspel/internal/people"
	"samenspel/internal/testkit"
)

// deskScene is the information point: questions in every state, who asked, drafts, and words to answer with.
var deskScene = scene{fill: fillDesk, elsewhere: deskElsewhere,
	doors: func(w *twins) []string {
		return []string{"/vraag/" + w.secrets["code"], "/vragen/" + w.secrets["given"], "/vragen/" + w.secrets["given"] + "/antwoord", "/vragen/" + w.secrets["new"],
			"/vragen/" + w.secrets["given"] + "/wijzigen", "/vragen?lijst=alle&na=2026-10-01_0", "/vragen?lijst=terugbellen"}
	}, works: []work{
		{"take the steps of a day at the desk", func(w *twins) (any, error) { return nil, w.town.Desk.Run(ctx, w.town.Network.ID) }},
		{"remind and escalate at the desk", func(w *twins) (any, error) {
			*w.town.Later = 9 * 24 * time.Hour
			return nil, w.town.Desk.Run(ctx, w.town.Network.ID)
		}},
		{"ask something", func(w *twins) (any, error) {
			return w.town.Desk.Ask(ctx, w.town.Visitor, desk.Incoming{Request: "nieuw", Note: "Een vraag", Postcode: "0101AA", Contact: desk.Contact{Phone: "099 000 22 22"}})
		}},
		{"ask the same once more", func(w *twins) (any, error) {
			return w.town.Desk.Ask(ctx, w.town.Visitor, desk.Incoming{Request: "vraag van een bezoeker", Note: "Een vraag"})
		}},
		{"look a question up by its code", func(w *twins) (any, error) { return w.town.Desk.Status(ctx, w.town.Visitor, w.secrets["code"]) }},
		{"take back who asked", func(w *twins) (any, error) { return nil, w.town.Desk.Forget(ctx, w.town.Visitor, w.secrets["code"]) }},
		{"find a caller", func(w *twins) (any, error) { return w.town.Desk.Caller(ctx, w.worker(), "099 000 11 11") }},
		{"pass a question on", func(w *twins) (any, error) {
			return w.town.Desk.Pass(ctx, w.worker(), w.secrets["new"], 1, desk.Destination{Route: true}, "")
		}},
		{"answer a question", func(w *twins) (any, error) {
			return nil, w.town.Desk.Answer(ctx, w.worker(), w.secrets["new"], 1, desk.Response{Given: []desk.Given{{Service: "s", Title: "T", Needs: []string{"vervoer"}}}})
		}},
		{"answer a question by mail", func(w *twins) (any, error) {
			return nil, w.town.Desk.Answer(ctx, w.worker(), w.secrets["given"], 2, desk.Response{Mail: true, Text: "Dag"})
		}},
		{"change a question", func(w *twins) (any, error) {
			return nil, w.town.Desk.Describe(ctx, w.worker(), w.secrets["given"], 2, desk.Incoming{Note: "Anders", Contact: desk.Contact{Phone: "099 000 33 33"}})
		}},
		{"forget who asked a question", func(w *twins) (any, error) {
			return nil, w.town.Desk.Describe(ctx, w.worker(), w.secrets["plain"], 1, desk.Incoming{Note: "Anders"})
		}},
		{"agree on a call", func(w *twins) (any, error) {
			return nil, w.town.Desk.Do(ctx, w.worker(), w.secrets["given"], 2, desk.Step{Act: desk.AskBack})
		}},
		{"what is due at the desk", func(w *twins) (any, error) {
			*w.town.Later = 5 * 24 * time.Hour
			rows, _, err := w.town.Desk.Due(ctx, w.worker())
			return rows, err
		}},
		{"what a team asked", func(w *twins) (any, error) {
			return w.town.Desk.AskedBy(ctx, access.As(access.Coordinator, w.town.Network.ID), w.secrets["asking team"])
		}},
		{"figures of the desk", func(w *twins) (any, error) { return w.town.Desk.Figures(ctx, w.worker(), testkit.Today) }},
		{"which organisations were named", func(w *twins) (any, error) {
			return w.town.Desk.NamedSince(ctx, access.As(access.Coordinator, w.town.Network.ID), testkit.Today.AddDate(-1, 0, 0))
		}},
		{"what was named before", func(w *twins) (any, error) { return w.town.Desk.UsedBefore(ctx, w.worker(), "gezelschap") }},
		{"save a draft", func(w *twins) (any, error) {
			return nil, w.town.Desk.SaveDraft(ctx, w.worker(), desk.Draft{ID: "nog een", Fields: map[string][]string{"note": {"x"}}})
		}},
		{"save a draft of what was kept", func(w *twins) (any, error) {
			return nil, w.town.Desk.SaveDraft(ctx, w.worker(), desk.Draft{ID: "bewaard", Fields: map[string][]string{"note": {"x"}}})
		}},
		{"drop a draft", func(w *twins) (any, error) { return nil, w.town.Desk.DropDraft(ctx, w.worker(), "concept") }},
		{"keep what was a draft", func(w *twins) (any, error) {
			return w.town.Desk.Receive(ctx, w.worker(), desk.Incoming{Request: "concept", Channel: desk.Phone, Note: "Uit een concept", Take: true})
		}},
		{"change words to answer with", func(w *twins) (any, error) {
			return nil, w.town.Desk.SaveWords(ctx, w.worker(), desk.Words{Need: "gezelschap", Text: "Anders", Version: 1})
		}},
		{"hand over questions", inside(func(w *twins, tx *db.Tx) (any, error) {
			return desk.Mover(ctx, tx, w.persons[access.Desk], w.persons[access.Coordinator])
		})},
		{"who asked, of what ended", inside(func(_ *twins, tx *db.Tx) (any, error) { return desk.KeptContacts(ctx, tx) })},
		{"texts of what ended", inside(func(_ *twins, tx *db.Tx) (any, error) { return desk.KeptTexts(ctx, tx) })},
		{"erase who asked", inside(func(w *twins, tx *db.Tx) (any, error) {
			return nil, desk.EraseContacts(ctx, tx, []string{w.secrets["ended"]})
		})},
		{"erase texts", inside(func(w *twins, tx *db.Tx) (any, error) {
			return nil, desk.EraseTexts(ctx, tx, []string{w.secrets["ended"]})
		})},
		{"forget drafts", inside(func(_ *twins, tx *db.Tx) (any, error) {
			return desk.ForgetDrafts(ctx, tx, testkit.Today.Add(time.Hour))
		})},
	}}

// worker is who works at the information point.
func (w *twins) worker() access.Actor {
	return access.Actor{Network: w.town.Network.ID, Person: w.persons[access.Desk], Grants: []access.Grant{{Role: access.Desk}}}
}

// fillDesk lets people ask, and does with their questions what can be done.
func fillDesk(w *twins, t testing.TB) {
	must, worker := musts(t), w.worker()
	tree, err := w.town.Places.Tree(ctx, w.town.Operator)
	must(err)
	noord, _ := tree.BySlug("noord")
	teams, err := w.town.People.Teams(ctx, w.town.Operator)
	must(err)
	w.secrets["asking team"] = teams[0].ID
	asked, err := w.town.Desk.Ask(ctx, w.town.Visitor, desk.Incoming{Request: "vraag van een bezoeker", Note: "Wandelen " + ownMark, Area: noord.ID, Contact: desk.Contact{Phone: "099 000 11 11"}})
	must(err)
	w.secrets["code"] = asked.Code
	receive := func(name string, take bool, c desk.Contact) {
		e, err := w.town.Desk.Receive(ctx, worker, desk.Incoming{Request: name, Channel: desk.Phone, Note: name + " " + ownMark, Kind: desk.Wanted, Asker: "resident", Team: teams[0].ID, Area: noord.ID, Take: take, Contact: c, Needs: []string{"gezelschap"}})
		must(err)
		w.secrets[name] = e.ID
	}
	who := desk.Contact{Name: "Jansen", Phone: "099 000 11 11", Email: "vrager@hier.example"}
	for _, name := range []string{"new", "given", "called", "ended", "plain"} {
		receive(name, name != "new", who)
	}
	receive("bewaard", false, desk.Contact{})
	given := desk.Response{Given: []desk.Given{{Service: serviceOf(w, t, "bezoekmaatje"), Title: "Bezoekmaatje " + ownMark, Organization: "Aanloop", Needs: []string{"gezelschap"}},
		{Service: serviceOf(w, t, "klussen-aan-huis"), Title: "Klussen " + ownMark}, {Service: "alleen-elders", Title: "Alleen elders " + ownMark}}}
	for _, name := range []string{"given", "called", "ended"} {
		must(w.town.Desk.Answer(ctx, worker, w.secrets[name], 1, given))
	}
	must(w.town.Desk.Do(ctx, worker, w.secrets["called"], 2, desk.Step{Act: desk.AskBack, Reason: "zei ja"}))
	must(w.town.Desk.Do(ctx, worker, w.secrets["ended"], 2, desk.Step{Act: desk.Close, Outcome: desk.Helped, Reason: "klaar"}))
	must(w.town.Desk.SaveDraft(ctx, worker, desk.Draft{ID: "concept", Fields: map[string][]string{"note": {"Half " + ownMark}}}))
	must(w.town.Desk.SaveWords(ctx, worker, desk.Words{Need: "gezelschap", Text: "Fijn dat u belde " + ownMark}))
	left, err := w.town.People.Save(ctx, w.town.Operator, people.Person{Name: "Weg Gegaan"})
	must(err)
	must(w.town.DB.In(ctx, w.town.Network.ID, func(tx *db.Tx) error {
		return enter(tx, row{`update enquiry set received_on = $2 where network_id = $1 and id = $3`, []any{testkit.Today.AddDate(-1, 0, 0), w.secrets["ended"]}},
			row{`update enquiry set owner_id = $2, state = 'passed' where network_id = $1 and id = $3`, []any{left, w.secrets["plain"]}})
	}))
}

func serviceOf(w *twins, t testing.TB, slug string) string {
	e, err := w.town.Directory.Entry(ctx, w.town.Operator, slug)
	musts(t)(err)
	return e.Service.ID
}

// deskElsewhere gives the other networks questions of people who have none here, a question and a letter that are not here,
// an older open question, and many drafts.
func deskElsewhere(w *twins) []string {
	var all []other
	for name, changed := range map[string]set{
		"a": {"request": `'nieuw'`}, "b": {"request": `'nog een'`}, "c": {"owner_id": quote(w.persons[access.Observer])},
		"d": {"owner_id": quote(w.persons[access.Liaison]), "state": `'looking-back'`}, "e": {"owner_id": quote(w.persons[access.Professional]), "state": `'looking-back'`},
	} {
		changed["id"], changed["code"] = quote("elders "+name), quote("elders "+name)
		if changed["request"] == "" {
			changed["request"] = changed["id"]
		}
		all = append(all, other{"enquiry", `id = ` + quote(w.secrets["new"]), changed})
	}
	for i := range 25 {
		all = append(all, other{"enquiry_draft", `id = 'concept'`, set{"id": quote(fmt.Sprint("elders ", i))}})
	}
	all = append(all, other{"outbox", `kind = 'desk-passed'`, set{"id": `'elders'`, "kind": `'desk-week'`}})
	all = append(all, other{"enquiry", `id = ` + quote(w.secrets["ended"]), set{"id": `'elders f'`, "code": `'elders f'`, "request": `'elders f'`, "state": `'answered'`, "ended_at": `null`}})
	all = append(all, other{"enquiry_given", `enquiry_id = ` + quote(w.secrets["given"]), set{"enquiry_id": `'elders f'`}},
		other{"service", `slug = 'wandelmaatje'`, set{"id": `'alleen-elders'`, "slug": `'alleen-elders'`, "ref": `'alleen-elders'`}})
	return append(w.others(all...), `update kept_organization set survivor_id = 'opgegaan' where slug = 'kluszaak-kees' and `+w.elsewhere())
}
