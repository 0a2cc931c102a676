package harvest_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/harvest"
)

func TestWarningsTellWhatToLookAt(t *testing.T) {
	n := newTown(t, dbtest.SQLite(t), "waterveen").withAreas()
	report := n.run("bron", flat(
		service("a", "needs", "taal; Steun voor mantelzorgers, even vrij; schaken", "costs", "duur", "capacity", "druk", "places_free", "2",
			"area", "Oudzuid", "serves", "Binnenstad; Vogelbuurd", "organization_phone", "zie de website", "url", "stoelen.example/a", "postcode", "geen", "languages", "nl; Turks"),
		service("b", "needs", "schaken", "organization", "2 Stoelen", "organization_type", "koffieclub", "confirmed", "2099-01-01"),
		service("c", "needs", "schaken", "serves", "Xyzzy Plugh")))
	want := []string{
		`row 2, column "organization_phone": "zie de website" has no digits and is left out`,
		`row 2, column "needs": "schaken" is not known here; it is kept as a search word (and in 2 more rows)`,
		`row 2, column "costs": "duur" is not known here; it is kept as a search word`,
		`row 2, column "languages": "Turks" is not a code of a language such as nl or ar; it is kept as a search word`,
		`row 2, column "url": "stoelen.example/a" was read as https://stoelen.example/a`,
		`row 2, column "capacity": "druk" is not plek, wachtlijst, vol or onbekend; it was read as onbekend`,
		`row 2, column "places_free": free places go with capacity plek only; the number is left out`,
		`row 2, column "postcode": "geen" is not a postcode such as 1234 AB; it is kept as it is`,
		`row 2, column "serves": "Vogelbuurd" is not an area of this network and is left out; did you mean "Vogelbuurt"?`,
		`row 2, column "area": "Oudzuid" is not an area of this network and is left out; did you mean "Oud-Zuid"?`,
		`row 3, column "organization": organisation "o1" has another value in row 2, which is kept`,
		`row 3, column "organization_type": "koffieclub" is not known here; it is kept as a search word`,
		`row 3, column "confirmed": the day 2099-01-01 lies in the future`,
		`row 4, column "serves": "Xyzzy Plugh" is not an area of this network and is left out`,
	}
	if got := sentences(report.Warnings); !slices.Equal(got, want) {
		t.Errorf("warnings\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	e := n.entry("a")
	if !slices.Equal(e.Needs, []string{"taal", "mantelzorg"}) || !slices.Equal(e.Words, []string{"schaken", "duur", "Turks"}) ||
		e.URL != "https://stoelen.example/a" || e.Capacity.State != "onbekend" || e.Capacity.Free != nil || len(e.Serves) != 1 {
		t.Errorf("the entry is %+v", e)
	}
	if b := n.entry("b"); b.Organization.Kind != "anders" || b.Organization.Name != "Twee Stoelen" || !slices.Equal(b.Words, []string{"koffieclub", "schaken"}) {
		t.Errorf("the entry is %+v", b)
	}
}

const ownMapping = `{"name": "eigen", "match": ["Nr", "Naam"],
	"columns": {"id": "Nr", "title": ["Naam", "Titel"], "organization": "Wie", "keywords": ["Woorden", "Meer woorden"], "needs": "Thema", "ages": "Leeftijd", "town": "Plaats"},
	"separator": "|", "keep_words": ["needs"], "defaults": {"ages": "18+", "languages": "nl|en"},
	"values": {"needs": {"Gezellig samen": ["gezelschap", "erop-uit"], "Beweging": []}}}`

func TestOwnMappingFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "eigen.json")
	if err := os.WriteFile(path, []byte(ownMapping), 0o600); err != nil {
		t.Fatal(err)
	}
	n := newTown(t, dbtest.SQLite(t), "waterveen").withAreas()
	text := "Nr;Naam;Titel;Wie;Woorden;Meer woorden;Thema;Plaats\n7;;Schaken;Café ’t Hoekje;dam|schaak;dam|zet;gezellig samen|Beweging|gezelschap;Waterveen\n"
	report, err := n.try("bron", text, harvest.Options{Mapping: path})
	if err != nil {
		t.Fatal(err)
	}
	e := n.entry("7")
	if report.Mapping != "eigen" || len(report.Warnings) != 0 || e.Title != "Schaken" || e.Organization.Origin.Ref != "cafe-t-hoekje" || e.Ages.Min != 18 ||
		!slices.Equal(e.Needs, []string{"gezelschap", "erop-uit"}) || !slices.Equal(e.Words, []string{"dam", "schaak", "zet", "gezellig samen", "Beweging"}) ||
		!slices.Equal(e.Languages, []string{"nl", "en"}) || n.tree().Path(e.Serves[0])[0].Kind != "gemeente" {
		t.Errorf("it reports\n%s\n%q\nand the entry is %+v", report, sentences(report.Warnings), e)
	}
	if _, err := n.try("bron", "a,b\n1,2\n", harvest.Options{Mapping: path}); refusal(t, err)[0] !=
		`the file does not fit the mapping "eigen": it has no "Naam", "Nr", "Wie"; it has "a", "b"` {
		t.Errorf("a file that does not fit gives %v", err)
	}
	if _, err := n.try("bron", text, harvest.Options{Mapping: "weg.json"}); refusal(t, err)[0] !=
		`there is no mapping "weg.json": give the path of a mapping file, or one of samenspel, sociale-kaart` {
		t.Errorf("a mapping that is not there gives %v", err)
	}
}

func TestMappingsAreChecked(t *testing.T) {
	for text, want := range map[string]string{
		`{"name": "x", "colums": {}}`:            `the mapping cannot be read: unknown field "colums"`,
		`{`:                                      `the mapping cannot be read: unexpected EOF`,
		`{}`:                                     `the mapping has no name`,
		`{"name": "x", "values": {"title": {}}}`: `the mapping gives meanings for "title"; only needs, audiences, form, costs, access, organization_type have them`,
		`{"name": "x", "values": {"needs": {"a": ["taal", "sport"]}}}`: `the mapping turns "a" into "sport", which is not a code of needs`,
	} {
		_, err := harvest.ParseMapping([]byte(text))
		if got := refusal(t, err); got[0] != want {
			t.Errorf("%s gives %q, want %q", text, got, want)
		}
	}
	if _, err := harvest.ParseMapping([]byte(`{"name": "x", "columns": {"titel": "a"}}`)); !strings.HasPrefix(refusal(t, err)[0], `the mapping names "titel", which is not a field; the fields are id, title,`) {
		t.Errorf("an unknown field gives %v", err)
	}
}

func TestOrganizationColumnsMayStandOnAnyRow(t *testing.T) {
	n := newTown(t, dbtest.SQLite(t), "waterveen")
	report := n.run("bron", flat(
		service("a", "organization", ""),
		service("b", "organization_email", "info@stoelen.example"),
		map[string]string{"id": "c", "title": "C", "organization": "Twee Stoelen", "organization_url": "https://stoelen.example"}))
	o := n.entry("a").Organization
	if report.Organizations.New != 1 || o.Name != "Twee Stoelen" || o.Email != "info@stoelen.example" || o.URL != "https://stoelen.example" {
		t.Errorf("the organisation is %+v", o)
	}
}

func TestJSONLIsReadAsCSVIs(t *testing.T) {
	n := newTown(t, dbtest.SQLite(t), "waterveen")
	n.run("bron", flat(service("a", "keywords", `thee\; koffie; dam`, "places_free", "3", "capacity", "plek", "organization_member", "ja", "latitude", "52.5", "longitude", "5")))
	lines := `{"id": "a", "organization_id": "o1", "keywords": ["thee; koffie", "dam", null, ""], "organization_member": true}

{"id": "b", "title": "B", "organization_id": "o1", "organization": "Twee Stoelen", "ID2": null}`
	lines = strings.Replace(lines, `{"id": "a",`, `{"id": "a", "title": "Aanbod a", "capacity": "plek", "places_free": 3, "latitude": 52.5, "longitude": 5.0,`, 1)
	report := n.run("bron", lines)
	if report.Format != "jsonl" || report.Services != (harvest.Counts{New: 1, Unchanged: 1}) {
		t.Errorf("it reports\n%s\n%s", report, db.JSON(report.Differences))
	}
	_, err := n.try("bron", lines+"\n{\"id\": \"c\", \"ages\": \"x\", \"title\": \"C\", \"organization\": \"C\"}", harvest.Options{})
	if got := refusal(t, err); !strings.HasPrefix(got[0], `row 4, column "ages": `) {
		t.Errorf("the line is named as %q", got)
	}
}

func TestSpreadsheetsWithNumbersAndDates(t *testing.T) {
	sheet := sheetOf(t, [][]any{
		{}, {"id", "title", "organization", "confirmed", "places_free", "capacity", "organization_member", "latitude", "longitude", "ages"},
		{12, "Koffie", "Stoelen", 45961, 3, "plek", true, 52.08198, 5.1165, "4-12"}, {},
		{13, "Thee", "Stoelen", "31-10-2025", nil, nil, nil, nil, nil, 45961}})
	n := newTown(t, dbtest.SQLite(t), "waterveen")
	_, err := n.importer.Import(t.Context(), n.actor, "bron", harvest.Input{Data: bytes.NewReader(sheet)}, harvest.Options{})
	want := []string{`row 5, column "ages": the spreadsheet made a date of these ages; give the column the format text and write them again`}
	if got := refusal(t, err); !slices.Equal(got, want) {
		t.Fatalf("refused with %q", got)
	}
	if _, err := n.importer.Import(t.Context(), n.actor, "bron", harvest.Input{Data: bytes.NewReader(sheet)}, harvest.Options{SkipBad: true}); err != nil {
		t.Fatal(err)
	}
	e := n.entry("12")
	if e.Confirmed.Format("2006-01-02") != "2025-10-31" || *e.Capacity.Free != 3 || !e.Organization.Member || e.Locations[0].Point.Latitude != 52.08198 {
		t.Errorf("the entry is %+v", e)
	}
}

func TestAreasOfAnotherTownAreNotOurs(t *testing.T) {
	n := newTown(t, dbtest.SQLite(t), "waterveen").withAreas()
	text := strings.Join([]string{"id,title,organization_id,organization,organization_description,place,area",
		"a,A,o,O,,Droogveen,Binnenstad", "b,B,o,O,,Waterveen,"}, "\n")
	report := n.run("kaart", text)
	want := []string{`row 2, column "area": "Droogveen" is not an area of this network and is left out`}
	if got := sentences(report.Warnings); !slices.Equal(got, want) {
		t.Errorf("warnings %q", got)
	}
	if a, b := n.entry("a"), n.entry("b"); len(a.Serves)+len(a.Locations) != 0 || len(b.Serves) != 1 || b.Locations[0].AreaID != b.Serves[0] {
		t.Errorf("the entries are %+v and %+v", a, b)
	}
}
