//go:build !race

package web_test

import (
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/volunteering"
)

// volunteeringScene is who wants to help: one who waits, one who was introduced, and one who found a place.
var volunteeringScene = scene{fill: fillVolunteering, elsewhere: func(w *twins) []string {
	return w.others(other{"volunteer", `id = ` + quote(w.secrets["volunteer-new"]), set{"id": `'wees'`, "request": `'elders aangemeld'`, "code": `'elders'`}})
},
	doors: func(w *twins) []string {
		object := w.secrets["volunteer-met"]
		return []string{"/vrijwilliger/" + w.secrets["volunteer-code"], "/vrijwilligers?voor=" + w.secrets["volunteer-new"],
			"/kennismaking/" + object + "/" + w.town.Volunteering.Token(w.town.Network.ID, object)}
	}, works: []work{
		{"take the steps of a day for who wants to help", func(w *twins) (any, error) {
			*w.town.Later = 40 * 24 * time.Hour
			return nil, w.town.Volunteering.Run(ctx, w.town.Network.ID)
		}},
		{"ask who was introduced", func(w *twins) (any, error) {
			*w.town.Later = 22 * 24 * time.Hour
			return nil, w.town.Volunteering.Run(ctx, w.town.Network.ID)
		}},
		{"sign up as another network did", func(w *twins) (any, error) {
			made, err := w.signUp("elders aangemeld")
			return made.State, err
		}},
		{"introduce somebody to one more", func(w *twins) (any, error) {
			return nil, w.town.Volunteering.Do(ctx, w.worker(), w.secrets["volunteer-new"], 1,
				volunteering.Step{Act: volunteering.Introduce, Services: []string{w.secrets["volunteer-offered"]}})
		}},
		{"stop the own sign-up", func(w *twins) (any, error) {
			return nil, w.town.Volunteering.DoOwn(ctx, w.town.Visitor, w.secrets["volunteer-code"], volunteering.Stop)
		}},
		{"say that it does not work out", func(w *twins) (any, error) {
			actor := access.Actor{Network: w.town.Network.ID, Grants: []access.Grant{{Role: access.Member, Organization: w.secrets["volunteer-organization"]}}}
			return nil, w.town.Volunteering.Met(ctx, actor, w.secrets["volunteer-met"], volunteering.No)
		}},
		{"erase who wanted to help", inside(func(w *twins, tx *db.Tx) (any, error) {
			kept, err := volunteering.KeptSignups(ctx, tx)
			if err != nil {
				return nil, err
			}
			return len(kept), volunteering.Erase(ctx, tx, []string{w.secrets["volunteer-new"], w.secrets["volunteer-introduced"]})
		})},
	}}

func (w *twins) signUp(request string) (volunteering.Signup, error) {
	return w.town.Volunteering.SignUp(ctx, w.town.Visitor, volunteering.Wish{Request: request, Needs: []string{"gezelschap"}, Services: []string{w.secrets["volunteer-offered"]},
		Contact: volunteering.Contact{Name: "Vera " + ownMark, Email: "vera@hier.example", Words: "graag " + ownMark}})
}

func fillVolunteering(w *twins, t testing.TB) {
	must := musts(t)
	e, err := w.town.Directory.Entry(ctx, w.town.Operator, "bezoekmaatje")
	must(err)
	w.secrets["volunteer-offered"], w.secrets["volunteer-organization"] = e.Service.ID, e.Organization.ID
	for _, name := range []string{"new", "introduced", "ended"} {
		made, err := w.signUp("aanmelding " + name)
		must(err)
		w.secrets["volunteer-"+name] = made.ID
		if name == "new" {
			continue
		}
		must(w.town.Volunteering.DoOwn(ctx, w.town.Visitor, made.Code, volunteering.Introduce))
		if name == "introduced" {
			w.secrets["volunteer-code"], w.secrets["volunteer-met"] = made.Code, made.ID+"."+e.Organization.ID
			continue
		}
		must(w.town.Volunteering.DoOwn(ctx, w.town.Visitor, made.Code, volunteering.Place))
	}
}
