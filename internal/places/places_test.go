package places_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/errs"
	"samenspel/internal/network"
	"samenspel/internal/places"
	"samenspel/internal/testkit"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var ctx = context.Background()

func open(t *testing.T, d *db.DB, slug string) (*places.Store, access.Actor) {
	t.Helper()
	n, err := network.NewStore(d).Add(ctx, network.Network{Slug: slug, Settings: network.Settings{Name: slug}})
	if err != nil {
		t.Fatal(err)
	}
	return places.NewStore(d), access.As(access.Operator, n.ID)
}

func readGeoJSON(t *testing.T, path string) []places.Draft {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	drafts, err := places.ReadGeoJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	return drafts
}

// TestUtrecht imports a real town: ten wijken and 111 buurten with their official boundaries and postcodes.
func TestUtrecht(t *testing.T) {
	geo := testkit.Shared(t, "data/geo")
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		store, actor := open(t, d, "utrecht")
		for _, file := range []string{"utrecht_wijken.geojson", "utrecht_buurten.geojson"} {
			if _, err := store.Import(ctx, actor, readGeoJSON(t, filepath.Join(geo, file)), places.Town{Name: "Utrecht"}); err != nil {
				t.Fatal(err)
			}
		}
		tree, err := store.Tree(ctx, actor)
		if err != nil {
			t.Fatal(err)
		}
		if g, w, b := len(tree.Kind(places.Gemeente)), len(tree.Kind(places.Wijk)), len(tree.Kind(places.Buurt)); g != 1 || w != 10 || b != 111 {
			t.Errorf("got %d gemeente, %d wijken and %d buurten, want 1, 10 and 111", g, w, b)
		}
		for _, buurt := range tree.Kind(places.Buurt) {
			if wijk, ok := tree.WijkOf(buurt.ID); !ok || wijk.Code[2:] != buurt.Code[2:8] {
				t.Errorf("buurt %s (%s) does not lie in its wijk", buurt.Name, buurt.Code)
			}
		}
		testUtrechtMap(t, store, actor)
		testUtrechtPostcodes(t, store, actor, filepath.Join(geo, "utrecht_pc4_wijk_buurt.csv"))
	})
}

func testUtrechtMap(t *testing.T, store *places.Store, actor access.Actor) {
	wijken, err := store.Outlines(ctx, actor, places.Wijk)
	if err != nil {
		t.Fatal(err)
	}
	m := places.Draw(wijken)
	if len(m.Shapes) != 10 {
		t.Fatalf("the map shows %d wijken, want 10", len(m.Shapes))
	}
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	for _, s := range m.Shapes {
		fmt.Fprintf(zip, "<path d=%q/>", s.Path)
		if s.LabelX < 0 || s.LabelX > m.Width || s.LabelY < 0 || s.LabelY > m.Height {
			t.Errorf("the name of %s stands outside the map", s.Area.Name)
		}
	}
	zip.Close()
	t.Logf("the map is %d bytes compressed", packed.Len())
	if packed.Len() > 3<<10 {
		t.Errorf("the map is %d bytes compressed, more than 3 KB", packed.Len())
	}
}

func testUtrechtPostcodes(t *testing.T, store *places.Store, actor access.Actor, path string) {
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	drafts, err := places.ReadPostcodes(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, unknown, err := store.ImportPostcodes(ctx, actor, drafts); err != nil || unknown != 0 {
		t.Fatalf("%d lines with unknown areas, error %v", unknown, err)
	}
	border, err := store.Suggest(ctx, actor, "3454 AB", 0)
	if err != nil {
		t.Fatal(err)
	}
	if !border.Straddles || len(border.Wijken) != 2 {
		t.Errorf("3454 gives %d wijken, straddles = %v; it lies in two", len(border.Wijken), border.Straddles)
	}
	inside, err := store.Suggest(ctx, actor, "3451", 0)
	if err != nil || inside.Straddles || len(inside.Areas) != 1 || inside.Areas[0].Name != "Vleuten" {
		t.Errorf("3451 gives %+v, %v; it lies in buurt Vleuten", inside, err)
	}
}

func TestHouseNumbersDecideWithinAPostcode(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		store, actor := open(t, d, "veen")
		areas := []places.Draft{
			{Code: "WK999001", Name: "Noord"}, {Code: "BU99900101", Name: "Dijk"}, {Code: "BU99900102", Name: "Plas"},
			{Code: "ST1", Kind: places.Streets, Parent: "BU99900102", Name: "Merelstraat en omgeving"},
		}
		if _, err := store.Import(ctx, actor, areas, places.Town{Name: "Veen"}); err != nil {
			t.Fatal(err)
		}
		table := "PC6;Huisnummer;Buurt;Wijk;Gemeente\n0101AA;1;BU99900101;WK999001;GM9990\n0101AA;2;BU99900101;WK999001;GM9990\n" +
			"0101AA;8;BU99900102;WK999001;GM9990\n0101AB;4;ST1;WK999001;GM9990\n0999ZZ;1;BU00000000;WK000000;GM0000\n"
		drafts, err := places.ReadPostcodes(strings.NewReader("\ufeff" + table))
		if err != nil {
			t.Fatal(err)
		}
		written, unknown, err := store.ImportPostcodes(ctx, actor, drafts)
		if err != nil || written != 3 || unknown != 1 {
			t.Fatalf("wrote %d rows with %d unknown, %v; want 3 and 1", written, unknown, err)
		}
		for _, c := range []struct {
			postcode string
			number   int
			want     string
		}{
			{"0101aa", 2, "Dijk"}, {"0101 AA", 8, "Plas"}, {"0101AA", 77, "Dijk, Plas"}, {"0101", 0, "Dijk, Merelstraat en omgeving, Plas"},
			{"0101AB", 4, "Merelstraat en omgeving"}, {"0555AA", 1, ""}, {"nonsense", 1, ""},
		} {
			found, err := store.Suggest(ctx, actor, c.postcode, c.number)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, a := range found.Areas {
				names = append(names, a.Name)
			}
			slices.Sort(names)
			if got := strings.Join(names, ", "); got != c.want {
				t.Errorf("%s %d gives %q, want %q", c.postcode, c.number, got, c.want)
			}
		}
	})
}

func TestImportingAgainChangesNothingAndKeepsSlugs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		store, actor := open(t, d, "veen")
		areas := []places.Draft{{Code: "WK999001", Name: "Noord"}, {Code: "BU99900101", Name: "Noord"}}
		for range 2 {
			if _, err := store.Import(ctx, actor, areas, places.Town{Name: "Veen"}); err != nil {
				t.Fatal(err)
			}
		}
		tree, err := store.Tree(ctx, actor)
		if err != nil || len(tree.Areas()) != 3 {
			t.Fatalf("two imports made %d areas, %v; want 3", len(tree.Areas()), err)
		}
		wijk, ok := tree.BySlug("noord")
		if !ok || wijk.Kind != places.Wijk {
			t.Error("the wijk lost its slug to the buurt of the same name")
		}
		if _, ok := tree.BySlug("noord-bu99900101"); !ok {
			t.Error("the buurt has no slug of its own")
		}
	})
}

func TestOfficialCodesTakeThePlaceOfOnesMadeHere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		store, actor := open(t, d, "veen")
		for _, areas := range [][]places.Draft{{{Name: "Noord"}, {Name: "Zuid"}}, {{Code: "WK999001", Name: "Noord"}, {Code: "WK999002", Name: "Zuid"}}} {
			if _, err := store.Import(ctx, actor, areas, places.Town{Name: "Veen"}); err != nil {
				t.Fatal(err)
			}
		}
		tree, err := store.Tree(ctx, actor)
		if err != nil || len(tree.Areas()) != 3 {
			t.Fatalf("there are %d areas, %v; want 3", len(tree.Areas()), err)
		}
		noord, _ := tree.BySlug("noord")
		if path := tree.Path(noord.ID); noord.Code != "WK999001" || len(path) != 2 || path[1].Code != "GM9990" {
			t.Errorf("Noord has code %q and lies in %+v", noord.Code, path)
		}
	})
}

func TestAnUnknownParentIsRefusedAndNothingIsWritten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		store, actor := open(t, d, "veen")
		areas := []places.Draft{{Row: 1, Code: "WK999001", Name: "Noord"}, {Row: 2, Code: "BU88800101", Name: "Elders"}}
		_, err := store.Import(ctx, actor, areas, places.Town{Name: "Veen"})
		if !errors.Is(err, errs.Invalid) || !strings.Contains(err.Error(), "row 2: the area lies in \"WK888001\"") {
			t.Errorf("got %v", err)
		}
		if tree, _ := store.Tree(ctx, actor); !tree.Empty() {
			t.Error("a refused import left areas behind")
		}
	})
}

func TestAreasOfAnotherNetworkStayUnseen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		store, here := open(t, d, "here")
		_, there := open(t, d, "there")
		if _, err := store.Import(ctx, here, []places.Draft{{Code: "WK999001", Name: "Canary"}}, places.Town{Name: "Here"}); err != nil {
			t.Fatal(err)
		}
		tree, err := store.Tree(ctx, there)
		if err != nil || !tree.Empty() {
			t.Errorf("the other network sees %v, %v", tree.Areas(), err)
		}
		if _, err := store.Import(ctx, access.As(access.Visitor, here.Network), nil, places.Town{}); !errors.Is(err, errs.Forbidden) {
			t.Errorf("a visitor imports areas: %v", err)
		}
	})
}

func TestFilesThatCannotBeRead(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"not JSON":        {`{"type": "FeatureCollection", "features": [`, "not a GeoJSON FeatureCollection"},
		"nothing":         {`{"type": "FeatureCollection", "features": []}`, "no areas"},
		"no name":         {`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":null}]}`, "row 1: the area has no name"},
		"a point":         {feature(`{"type":"Point","coordinates":[5,52]}`), "must be a Polygon"},
		"metres":          {feature(`{"type":"Polygon","coordinates":[[[136000,456000],[136001,456000],[136001,456001],[136000,456000]]]}`), "not in degrees"},
		"an open ring":    {feature(`{"type":"Polygon","coordinates":[[[5,52],[5.1,52],[5.1,52.1],[5,52.1]]]}`), "not closed"},
		"an empty shape":  {feature(`{"type":"MultiPolygon","coordinates":[[]]}`), "empty polygon"},
		"words as a ring": {feature(`{"type":"Polygon","coordinates":"a"}`), "cannot be read"},
	} {
		if _, err := places.ReadGeoJSON([]byte(c.text)); !errors.Is(err, errs.Invalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
	for name, c := range map[string]struct{ text, want string }{
		"empty":               {"", "empty"},
		"other columns":       {"a;b\n1;2\n", "needs the columns"},
		"no postcode":         {"PC6;Huisnummer;Buurt;Wijk;Gemeente\nAB;1;x;y;z\n", `row 2: "AB" is not a postcode`},
		"no number":           {"PC6;Huisnummer;Buurt;Wijk;Gemeente\n0101AA;een;x;y;z\n", `row 2: "een" is not a house number`},
		"ragged":              {"PC6;Huisnummer;Buurt;Wijk;Gemeente\n0101AA;1\n", "row 2"},
		"a different charset": {"PC6;Huisnummer;Buurt\n0101AA;1;\xe9\n", "UTF-8"},
	} {
		if _, err := places.ReadPostcodes(strings.NewReader(c.text)); !errors.Is(err, errs.Invalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}

func feature(geometry string) string {
	return `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"naam":"x"},"geometry":` + geometry + `}]}`
}

func TestCodesOfOneMunicipality(t *testing.T) {
	list := "code,naam\nWK034401,West\nWK036301,Elders\nBU03440111,Dijk\n"
	drafts, err := places.ReadCodes(strings.NewReader(list), "GM0344")
	if err != nil || len(drafts) != 2 || drafts[1].Name != "Dijk" {
		t.Errorf("got %v, %v", drafts, err)
	}
	if _, err := places.ReadCodes(strings.NewReader(list), "GM0001"); !errors.Is(err, errs.Invalid) {
		t.Errorf("a municipality without areas: %v", err)
	}
}

// TestSharedBordersStayClosed draws random towns as a grid of wobbly cells and checks that after simplifying, the
// cells still cover exactly what they covered together: no gap, no overlap.
func TestSharedBordersStayClosed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cells := wobblyGrid(t)
		before := 0.0
		for _, c := range cells {
			before += math.Abs(planar.Area(c))
		}
		simple := places.Simplify(cells, rapid.Float64Range(0.0001, 0.002).Draw(t, "tolerance"))
		edges := map[[2]orb.Point]int{}
		after := 0.0
		for _, c := range simple {
			after += math.Abs(planar.Area(c))
			for _, polygon := range c {
				for _, ring := range polygon {
					for i := 1; i < len(ring); i++ {
						edges[edge(ring[i-1], ring[i])]++
					}
				}
			}
		}
		for e, n := range edges {
			if n > 2 {
				t.Fatalf("border %v is used %d times", e, n)
			}
			if n == 1 && !onEdge(e[0]) && !onEdge(e[1]) {
				t.Fatalf("inner border %v has an area on one side only", e)
			}
		}
		if math.Abs(after-before) > 1e-9 {
			t.Fatalf("the town covered %g and now covers %g", before, after)
		}
	})
}

func edge(a, b orb.Point) [2]orb.Point {
	if a[0] > b[0] || (a[0] == b[0] && a[1] > b[1]) {
		a, b = b, a
	}
	return [2]orb.Point{a, b}
}

const grid, cell, steps = 3, 0.01, 8

func onEdge(p orb.Point) bool {
	const far = grid * cell
	near := func(v, w float64) bool { return math.Abs(v-w) < 1e-7 }
	return near(p[0], 0) || near(p[0], far) || near(p[1], 0) || near(p[1], far)
}

// wobblyGrid makes grid × grid cells whose inner borders wobble and whose outer borders are straight.
func wobblyGrid(t *rapid.T) []orb.MultiPolygon {
	lines := map[[2]orb.Point]orb.LineString{}
	line := func(a, b orb.Point) orb.LineString {
		key := edge(a, b)
		if lines[key] == nil {
			wobble := rapid.Float64Range(0, 0.002)
			if onEdge(a) && onEdge(b) && (a[0] == b[0] && (a[0] == 0 || a[0] == grid*cell) || a[1] == b[1] && (a[1] == 0 || a[1] == grid*cell)) {
				wobble = rapid.Just(0.0)
			}
			made := orb.LineString{key[0]}
			for i := 1; i < steps; i++ {
				f := float64(i) / steps
				w := wobble.Draw(t, "wobble")
				dx, dy := key[1][0]-key[0][0], key[1][1]-key[0][1]
				made = append(made, orb.Point{key[0][0] + dx*f + dy/cell*w, key[0][1] + dy*f + dx/cell*w})
			}
			lines[key] = append(made, key[1])
		}
		l := lines[key].Clone()
		if l[0] != a {
			l.Reverse()
		}
		return l
	}
	var cells []orb.MultiPolygon
	for x := range grid {
		for y := range grid {
			corner := func(i, j int) orb.Point { return orb.Point{float64(x+i) * cell, float64(y+j) * cell} }
			ring := orb.Ring{corner(0, 0)}
			for _, side := range [][2]orb.Point{{corner(0, 0), corner(1, 0)}, {corner(1, 0), corner(1, 1)}, {corner(1, 1), corner(0, 1)}, {corner(0, 1), corner(0, 0)}} {
				ring = append(ring, line(side[0], side[1])[1:]...)
			}
			cells = append(cells, orb.MultiPolygon{{ring}})
		}
	}
	return cells
}

func FuzzReadGeoJSON(f *testing.F) {
	f.Add([]byte(feature(`{"type":"Polygon","coordinates":[[[5,52],[5.1,52],[5.1,52.1],[5,52]]]}`)))
	f.Add([]byte(feature(`{"type":"MultiPolygon","coordinates":[[[[5,52],[5,52],[5,52],[5,52]]]]}`)))
	f.Add([]byte(`{"type":"FeatureCollection","features":[null]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		drafts, err := places.ReadGeoJSON(text)
		if err != nil {
			return
		}
		var areas []places.Area
		var boundaries []orb.MultiPolygon
		for _, d := range drafts {
			boundaries = append(boundaries, d.Boundary)
		}
		for i, b := range places.Simplify(boundaries, 0.001) {
			areas = append(areas, places.Area{Name: drafts[i].Name, Boundary: b})
		}
		places.Draw(areas)
	})
}

func FuzzReadPostcodes(f *testing.F) {
	f.Add([]byte("PC6;Huisnummer;Buurt;Wijk;Gemeente\n0101AA;1;x;y;z\n"))
	f.Add([]byte("pc4,buurtcode\n0101,\"x\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		_, _ = places.ReadPostcodes(bytes.NewReader(text))
	})
}
