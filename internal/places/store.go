package places

import (
	"context"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/i18n"
)

// Store keeps the areas and postcodes of networks.
type Store struct{ db *db.DB }

// NewStore gives the store on d.
func NewStore(d *db.DB) *Store { return &Store{d} }

// Tree gives all areas of the network, without boundaries.
func (s *Store) Tree(ctx context.Context, actor access.Actor) (tree Tree, err error) {
	defer errs.Wrap(&err, "places.Tree")
	if err := access.Can(actor, access.Read, access.Places); err != nil {
		return tree, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		tree, err = LoadTree(ctx, tx)
		return err
	})
	return tree, err
}

// LoadTree is Tree inside a transaction that another concept opened.
func LoadTree(ctx context.Context, tx *db.Tx) (Tree, error) {
	areas, err := db.All(ctx, tx, func(scan db.Scan) (a Area, err error) {
		return a, scan(&a.ID, &a.ParentID, &a.Kind, &a.Code, &a.CodeYear, &a.Name, &a.Slug, &a.Residents)
	}, `select id, coalesce(parent_id, ''), kind, code, code_year, name, slug, residents from area where network_id = $1`, tx.Network)
	return NewTree(areas), err
}

// Outlines gives the areas of a kind with their boundaries, by name.
func (s *Store) Outlines(ctx context.Context, actor access.Actor, kind Kind) (areas []Area, err error) {
	defer errs.Wrap(&err, "places.Outlines(%s)", kind)
	if err := access.Can(actor, access.Read, access.Places); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		areas, err = outlines(ctx, tx, kind)
		return err
	})
	return areas, err
}

// Middle gives the middle of an area in degrees, or that of the nearest area around it that is drawn. The error is
// NotFound when none is.
func (s *Store) Middle(ctx context.Context, actor access.Actor, area string) (latitude, longitude float64, err error) {
	defer errs.Wrap(&err, "places.Middle(%s)", area)
	if err := access.Can(actor, access.Read, access.Places); err != nil {
		return 0, 0, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		tree, err := LoadTree(ctx, tx)
		if err != nil {
			return err
		}
		for _, around := range tree.Path(area) {
			drawn, err := outline(ctx, tx, around.ID)
			if err != nil {
				return err
			}
			if len(drawn) > 0 {
				middle, _ := planar.CentroidArea(drawn)
				latitude, longitude = middle.Lat(), middle.Lon()
				return nil
			}
		}
		return errs.NotFound
	})
	return latitude, longitude, err
}

func outline(ctx context.Context, tx *db.Tx, id string) (orb.MultiPolygon, error) {
	var flat [][][]int
	_, err := db.One(ctx, tx, func(scan db.Scan) (bool, error) { return true, scan(db.FromJSON(&flat)) },
		`select boundary from area where network_id = $1 and id = $2`, tx.Network, id)
	return unflatten(flat), err
}

func outlines(ctx context.Context, tx *db.Tx, kind Kind) ([]Area, error) {
	return db.All(ctx, tx, func(scan db.Scan) (a Area, err error) {
		var flat [][][]int
		err = scan(&a.ID, &a.ParentID, &a.Kind, &a.Code, &a.CodeYear, &a.Name, &a.Slug, &a.Residents, db.FromJSON(&flat))
		a.Boundary = unflatten(flat)
		return a, err
	}, `select id, coalesce(parent_id, ''), kind, code, code_year, name, slug, residents, boundary from area
		where network_id = $1 and kind = $2 order by name`, tx.Network, kind)
}

// Boundaries are kept as whole millionths of a degree: polygons of rings of alternating longitude and latitude.
func flatten(boundary orb.MultiPolygon) [][][]int {
	flat := make([][][]int, 0, len(boundary))
	for _, polygon := range boundary {
		var rings [][]int
		for _, ring := range polygon {
			var numbers []int
			for _, p := range snap(ring) {
				numbers = append(numbers, int(p[0]*1e6+copysignHalf(p[0])), int(p[1]*1e6+copysignHalf(p[1])))
			}
			rings = append(rings, numbers)
		}
		flat = append(flat, rings)
	}
	return flat
}

func copysignHalf(v float64) float64 {
	if v < 0 {
		return -0.5
	}
	return 0.5
}

func unflatten(flat [][][]int) orb.MultiPolygon {
	var boundary orb.MultiPolygon
	for _, rings := range flat {
		var polygon orb.Polygon
		for _, numbers := range rings {
			var ring orb.Ring
			for i := 0; i+1 < len(numbers); i += 2 {
				ring = append(ring, orb.Point{float64(numbers[i]) / 1e6, float64(numbers[i+1]) / 1e6})
			}
			polygon = append(polygon, ring)
		}
		boundary = append(boundary, polygon)
	}
	return boundary
}

// Suggest tells in which areas a postcode lies, given with or without letters, and a house number (0 = unknown).
// An unknown postcode gives an empty suggestion.
func (s *Store) Suggest(ctx context.Context, actor access.Actor, postcode string, number int) (found Suggestion, err error) {
	defer errs.Wrap(&err, "places.Suggest")
	if err := access.Can(actor, access.Read, access.Places); err != nil {
		return found, err
	}
	postcode, ok := ParsePostcode(postcode)
	if !ok {
		return found, nil
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		tree, err := LoadTree(ctx, tx)
		if err == nil {
			found, err = Locate(ctx, tx, tree, postcode, number)
		}
		return err
	})
	return found, err
}

// Locate is Suggest inside a transaction that another concept opened, for a postcode as ParsePostcode gives it.
func Locate(ctx context.Context, tx *db.Tx, tree Tree, postcode string, number int) (Suggestion, error) {
	ids, err := areasOf(ctx, tx, postcode, number)
	return suggest(tree, ids), err
}

// areasOf gives the ids of areas for a postcode, most frequent first: those that hold the house number when it is
// known, else all that the postcode has, else all that its four digits have.
func areasOf(ctx context.Context, tx *db.Tx, postcode string, number int) ([]string, error) {
	const order = ` group by area_id order by count(*) desc, min(number_from), area_id`
	byNumber := `select area_id from postcode where network_id = $1 and code = $2 and number_from <= $3 and number_to >= $3` + order
	byCode := `select area_id from postcode where network_id = $1 and code = $2` + order
	byDigits := `select area_id from postcode where network_id = $1 and code >= $2 and code < $3` + order
	digits, _ := strconv.Atoi(postcode[:4])
	steps := []struct {
		query string
		args  []any
	}{
		{byNumber, []any{tx.Network, postcode, number}},
		{byCode, []any{tx.Network, postcode}},
		{byDigits, []any{tx.Network, postcode[:4], pad(strconv.Itoa(digits+1), 4)}},
	}
	if number == 0 {
		steps = steps[1:]
	}
	for _, step := range steps {
		ids, err := db.All(ctx, tx, db.Value[string], step.query, step.args...)
		if err != nil || len(ids) > 0 {
			return ids, err
		}
	}
	return nil, nil
}

// Import adds or updates areas. All go in, or none: problems come back as errs.Problems. It gives the number of areas
// written.
func (s *Store) Import(ctx context.Context, actor access.Actor, drafts []Draft, town Town) (written int, err error) {
	defer errs.Wrap(&err, "places.Import")
	if err := access.Can(actor, access.Edit, access.Places); err != nil {
		return 0, err
	}
	simplifyLevels(drafts)
	err = s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		tree, err := LoadTree(ctx, tx)
		if err != nil {
			return err
		}
		areas, err := plan(tree, drafts, town, db.NewID, slugger(tree))
		if err != nil {
			return err
		}
		written = len(areas)
		if err := Write(ctx, tx, areas); err != nil {
			return err
		}
		if err := tx.Revise(ctx); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "edit", Object: access.Places})
	})
	return written, err
}

// slugger gives new slugs for areas: the name, and the code behind it when the name is taken.
func slugger(tree Tree) func(name, code string) string {
	taken := map[string]bool{}
	for _, a := range tree.Areas() {
		taken[a.Slug] = true
	}
	return func(name, code string) string {
		slug := i18n.Slug(name)
		if slug == "" || taken[slug] {
			slug = strings.Trim(slug+"-"+i18n.Slug(code), "-")
		}
		taken[slug] = true
		return slug
	}
}

// Write stores areas inside a transaction that another concept opened, parents first. An area keeps the boundary it
// has when it brings none.
func Write(ctx context.Context, tx *db.Tx, areas []Area) error {
	rows := make([][]any, len(areas))
	for i, a := range areas {
		var parent any
		if a.ParentID != "" {
			parent = a.ParentID
		}
		rows[i] = []any{tx.Network, a.ID, parent, string(a.Kind), a.Code, a.CodeYear, a.Name, a.Slug, a.Residents, db.JSON(flatten(a.Boundary))}
	}
	return tx.Repeat(ctx, `insert into area (network_id, id, parent_id, kind, code, code_year, name, slug, residents, boundary)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		on conflict (network_id, id) do update set parent_id = excluded.parent_id, kind = excluded.kind,
			code = excluded.code, code_year = excluded.code_year, name = excluded.name, residents = excluded.residents,
			boundary = case when excluded.boundary = '[]' then area.boundary else excluded.boundary end`, rows)
}

// Count notes how many residents areas have: id → residents. Areas that are not named keep what they have; an id that is
// not known gives errs.NotFound.
func (s *Store) Count(ctx context.Context, actor access.Actor, residents map[string]int) (err error) {
	defer errs.Wrap(&err, "places.Count")
	if err := access.Can(actor, access.Edit, access.Places); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		tree, err := LoadTree(ctx, tx)
		if err != nil {
			return err
		}
		var rows [][]any
		for id, n := range residents {
			if _, known := tree.Get(id); !known {
				return errs.NotFound
			}
			rows = append(rows, []any{tx.Network, id, n})
		}
		if err := tx.Repeat(ctx, `update area set residents = $3 where network_id = $1 and id = $2`, rows); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "edit", Object: access.Places, ID: "residents"})
	})
}

// ImportPostcodes replaces the table of postcodes. Lines whose areas are not in the tree are counted and left out.
func (s *Store) ImportPostcodes(ctx context.Context, actor access.Actor, drafts []PostcodeDraft) (written, unknown int, err error) {
	defer errs.Wrap(&err, "places.ImportPostcodes")
	if err := access.Can(actor, access.Edit, access.Places); err != nil {
		return 0, 0, err
	}
	err = s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		tree, err := LoadTree(ctx, tx)
		if err != nil {
			return err
		}
		var rows []PostcodeRow
		rows, unknown = postcodeRows(tree, drafts)
		written = len(rows)
		if _, err := tx.Exec(ctx, `delete from postcode where network_id = $1`, tx.Network); err != nil {
			return err
		}
		values := make([][]any, len(rows))
		for i, r := range rows {
			values[i] = []any{tx.Network, r.Postcode, r.From, r.To, r.AreaID}
		}
		err = tx.Repeat(ctx, `insert into postcode (network_id, code, number_from, number_to, area_id) values ($1, $2, $3, $4, $5)`, values)
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "edit", Object: access.Places, ID: "postcodes"})
	})
	return written, unknown, err
}
