//go:build !race

package web_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"samenspel/internal/directory"
	"samenspel/internal/harvest"
	"samenspel/internal/places"
	"samenspel/internal/search"
)

// directoryScene is areas, entries and what is looked for in them.
var directoryScene = scene{elsewhere: directoryElsewhere, works: []work{
	{"ask for what was withdrawn", func(w *twins) (any, error) {
		organization, _, err := w.town.Directory.Organization(ctx, w.town.Operator, "stichting-aanloop")
		if err != nil {
			return nil, err
		}
		byID, _, err := w.town.Directory.Page(ctx, w.town.Operator, directory.Filter{IDs: []string{"weg"}}, directory.Window{Limit: 5})
		offered, _, again := w.town.Directory.Page(ctx, w.town.Operator, directory.Filter{Offered: []string{organization.ID}}, directory.Window{Limit: 5})
		_, written := w.town.Directory.WrittenEntry(ctx, w.town.Operator, "weg")
		_, place := w.town.Directory.PlaceThat(ctx, w.town.Operator, func(service, _ string) bool { return service == "weg" })
		return fmt.Sprint(len(byID), len(offered), written, place), errors.Join(err, again)
	}},
	{"export", func(w *twins) (any, error) {
		entries, err := w.town.Directory.All(ctx, w.town.Operator)
		if err != nil {
			return nil, err
		}
		organizations, err := w.town.Directory.Organizations(ctx, w.town.Operator)
		if err != nil {
			return nil, err
		}
		tree, err := w.town.Places.Tree(ctx, w.town.Operator)
		if err != nil {
			return nil, err
		}
		var out bytes.Buffer
		notes, err := harvest.ExportFlat(&out, entries, organizations, tree)
		return out.String() + strings.Join(notes, "\n"), err
	}},
	{"search", func(w *twins) (any, error) {
		index, err := search.NewKeeper(w.town.Directory, w.town.Places, nil).Index(ctx, w.town.Visitor)
		if err != nil {
			return nil, err
		}
		var all []string
		for _, hit := range index.Search(search.Query{Text: otherMark + " brengen", Limit: 50}).Hits {
			all = append(all, hit.Document.Ref)
		}
		return all, nil
	}},
	{"postcodes", func(w *twins) (any, error) {
		var all []places.Suggestion
		for _, c := range []struct {
			postcode string
			number   int
		}{{"0101AA", 1}, {"0101AA", 0}, {"0103", 0}, {"0104AA", 1}, {"0104AA", 0}, {"0104BB", 0}} {
			found, err := w.town.Places.Suggest(ctx, w.town.Visitor, c.postcode, c.number)
			if err != nil {
				return nil, err
			}
			all = append(all, found)
		}
		return all, nil
	}},
	{"the middle of an area", func(w *twins) (any, error) {
		tree, err := w.town.Places.Tree(ctx, w.town.Visitor)
		if err != nil {
			return nil, err
		}
		noord, _ := tree.BySlug("noord")
		latitude, longitude, err := w.town.Places.Middle(ctx, w.town.Visitor, noord.ID)
		return []float64{latitude, longitude}, err
	}},
}}

func directoryElsewhere(w *twins) []string {
	return append(append(w.withdrawn(), w.others(
		other{"postcode", `code = '0101AA'`, set{"code": `'0104AA'`, "number_to": `9`}},
		other{"location", `id = 'weg'`, set{"id": `'wees'`}},
		other{"organization", `id = 'weg'`, set{"id": `'opgegaan'`, "slug": `'opgegaan'`, "ref": `'opgegaan'`, "survivor_id": `'weg'`}},
		other{"service_location", `location_id <> 'weg'`, set{"location_id": `'wees'`}},
		other{"service", `id = 'weg'`, set{"id": `'opgegaan'`, "slug": `'opgegaan'`, "ref": `'opgegaan'`, "survivor_id": `'weg'`}},
	)...), `update kept_organization set name = 'Aaa `+otherMark+`' where slug = 'kluszaak-kees' and `+w.elsewhere())
}

// withdrawn gives every network a location without a service, one with a service that was withdrawn, and one with a
// service of an organisation that was withdrawn. In the other networks nothing of it is withdrawn.
func (w *twins) withdrawn() (statements []string) {
	all := columns(w.t, w.town.DB)
	again := func(table, where string, changed map[string]string) {
		statements = append(statements, another(all[table], table, where, changed))
	}
	here := `case when network_id = '` + w.town.Network.ID + `' then updated_at end`
	again("organization", `slug = 'stichting-aanloop'`, map[string]string{"id": `'weg'`, "slug": `'weg'`, "ref": `'weg'`, "withdrawn_at": here})
	again("service", `slug = 'bezoekmaatje'`, map[string]string{"id": `'weg'`, "slug": `'weg'`, "ref": `'weg'`, "withdrawn_at": here})
	again("service", `slug = 'bezoekmaatje'`, map[string]string{"id": `'vanweg'`, "slug": `'vanweg'`, "ref": `'vanweg'`, "organization_id": `'weg'`})
	for _, id := range []string{"weg", "vanweg", "los"} {
		again("location", `name like 'De Kade%'`, map[string]string{"id": `'` + id + `'`, "name": `'Weg'`})
		link := `insert into kept_service_location (network_id, service_id, location_id) select network_id, '` + strings.Replace(id, "los", "weg", 1) + `', '` + id + `' from kept_service where id = 'weg'`
		if id == "los" {
			link += ` and network_id <> '` + w.town.Network.ID + `'`
		}
		statements = append(statements, link)
	}
	return statements
}
