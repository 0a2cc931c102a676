//go:build !race

package web_test

import (
	"testing"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/neighbours"
)

// neighboursScene is small help between residents: some that wait, two that were brought together, two that said no to each
// other, and two that know each other.
var neighboursScene = scene{fill: fillNeighbours, elsewhere: func(w *twins) []string {
	return w.others(other{"neighbour", `id = ` + quote(w.secrets["neighbour-ask"]), set{"id": `'wees'`, "request": `'buur-elders'`, "code": `'elders'`}},
		other{"neighbour_pair", `ask_id = ` + quote(w.secrets["neighbour-refused"]), set{"ask_id": quote(w.secrets["neighbour-ask"]), "offer_id": quote(w.secrets["neighbour-offer"])}},
		other{"neighbour_pair", `ask_id = ` + quote(w.secrets["neighbour-asked"]), set{"ask_id": quote(w.secrets["neighbour-known"])}})
},
	doors: func(w *twins) []string {
		return []string{"/burenhulp/" + w.secrets["neighbour-asked-code"], "/burenhulp/" + w.secrets["neighbour-known-code"]}
	}, works: []work{
		{"look after neighbours", func(w *twins) (any, error) {
			*w.town.Later = 22 * 24 * time.Hour
			return nil, w.town.Neighbours.Run(ctx, w.town.Network.ID)
		}},
		{"look after neighbours when it is late", func(w *twins) (any, error) {
			*w.town.Later = 40 * 24 * time.Hour
			return nil, w.town.Neighbours.Run(ctx, w.town.Network.ID)
		}},
		{"ask what another network asked", func(w *twins) (any, error) {
			made, err := w.neighbour(neighbours.Ask, "buur-elders")
			return made.State, err
		}},
		{"bring neighbours together", func(w *twins) (any, error) {
			return nil, w.town.Neighbours.Together(ctx, w.worker(), w.secrets["neighbour-ask"], w.secrets["neighbour-offer"])
		}},
		{"say yes second", func(w *twins) (any, error) {
			return nil, w.town.Neighbours.DoOwn(ctx, w.town.Visitor, w.secrets["neighbour-asked-code"], neighbours.Yes)
		}},
		{"say no", func(w *twins) (any, error) {
			return nil, w.town.Neighbours.DoOwn(ctx, w.town.Visitor, w.secrets["neighbour-asked-code"], neighbours.No)
		}},
		{"say that it worked", func(w *twins) (any, error) {
			return nil, w.town.Neighbours.DoOwn(ctx, w.town.Visitor, w.secrets["neighbour-known-code"], neighbours.Worked)
		}},
		{"erase neighbours", inside(func(w *twins, tx *db.Tx) (any, error) {
			kept, err := neighbours.KeptPosts(ctx, tx)
			if err != nil {
				return nil, err
			}
			return len(kept), neighbours.Erase(ctx, tx, []string{w.secrets["neighbour-ask"], w.secrets["neighbour-asked"], w.secrets["neighbour-offer"]})
		})},
	}}

func (w *twins) neighbour(side neighbours.Side, request string) (neighbours.Post, error) {
	return w.town.Neighbours.Make(ctx, w.town.Visitor, neighbours.New{Request: request, Side: side, Need: "klusjes-tuin", Words: "een lamp " + ownMark,
		Contact: neighbours.Contact{Name: "Buur " + ownMark, Email: "buur@hier.example"}})
}

func fillNeighbours(w *twins, t testing.TB) {
	must := musts(t)
	pair := func(name string) (ask, offer neighbours.Post) {
		ask, err := w.neighbour(neighbours.Ask, "buur-vraagt-"+name)
		must(err)
		offer, err = w.neighbour(neighbours.Offer, "buur-biedt-"+name)
		must(err)
		must(w.town.Neighbours.Together(ctx, w.worker(), ask.ID, offer.ID))
		return ask, offer
	}
	own := func(p neighbours.Post, act neighbours.Act) {
		must(w.town.Neighbours.DoOwn(ctx, w.town.Visitor, p.Code, act))
	}
	refused, other := pair("nee")
	own(refused, neighbours.No)
	w.secrets["neighbour-refused"], w.secrets["neighbour-offer"] = refused.ID, other.ID
	known, offer := pair("kent")
	own(known, neighbours.Yes)
	own(offer, neighbours.Yes)
	w.secrets["neighbour-known"], w.secrets["neighbour-known-code"] = known.ID, known.Code
	asked, offer := pair("gevraagd")
	own(offer, neighbours.Yes)
	w.secrets["neighbour-asked"], w.secrets["neighbour-asked-code"] = asked.ID, asked.Code
	waits, err := w.neighbour(neighbours.Ask, "buur-wacht")
	must(err)
	w.secrets["neighbour-ask"] = waits.ID
}
