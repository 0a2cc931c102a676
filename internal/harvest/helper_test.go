package harvest_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/harvest"
	"samenspel/internal/network"
	"samenspel/internal/places"
	"samenspel/internal/testkit"
)

func TestMain(m *testing.M) {
	if address := os.Getenv(childDatabase); address != "" {
		importAsChild(address)
		return
	}
	if address := os.Getenv(savesDatabase); address != "" {
		saveAsChild(address)
		return
	}
	dbtest.Main(m)
}

// town is one network in a database, with what tests ask of it.
type town struct {
	t        testing.TB
	store    *directory.Store
	importer *harvest.Importer
	places   *places.Store
	actor    access.Actor
}

func newTown(t testing.TB, d *db.DB, slug string) town {
	t.Helper()
	n, err := network.NewStore(d).Add(context.Background(), network.Network{Slug: slug, Settings: network.Settings{Name: slug}})
	if err != nil {
		t.Fatal(err)
	}
	return townOf(t, d, n.ID)
}

func townOf(t testing.TB, d *db.DB, id string) town {
	store := directory.NewStore(d)
	return town{t, store, harvest.New(d, time.Now), places.NewStore(d), access.As(access.Operator, id)}
}

// withAreas gives the town the areas of the demo.
func (n town) withAreas() town {
	n.t.Helper()
	text, err := os.ReadFile(filepath.Join(testkit.Root(), "internal/app/demodata/areas.geojson"))
	if err != nil {
		n.t.Fatal(err)
	}
	drafts, err := places.ReadGeoJSON(text)
	if err != nil {
		n.t.Fatal(err)
	}
	if _, err := n.places.Import(context.Background(), n.actor, drafts, places.Town{Name: "Waterveen"}); err != nil {
		n.t.Fatal(err)
	}
	return n
}

func (n town) try(source, text string, options harvest.Options) (harvest.Report, error) {
	return n.importer.Import(context.Background(), n.actor, source, harvest.Input{Name: "test", Data: strings.NewReader(text)}, options)
}

func (n town) run(source, text string) harvest.Report {
	n.t.Helper()
	report, err := n.try(source, text, harvest.Options{Town: "Waterveen", Accept: true})
	if err != nil {
		n.t.Fatal(err)
	}
	return report
}

// entry gives the public entry with a reference.
func (n town) entry(ref string) directory.Entry {
	n.t.Helper()
	for _, e := range n.all() {
		if e.Service.Origin.Ref == ref {
			return e
		}
	}
	n.t.Fatalf("there is no public entry %q", ref)
	return directory.Entry{}
}

func (n town) all() []directory.Entry {
	n.t.Helper()
	all, err := n.store.All(context.Background(), n.actor)
	if err != nil {
		n.t.Fatal(err)
	}
	return all
}

func (n town) tree() places.Tree {
	n.t.Helper()
	tree, err := n.places.Tree(context.Background(), n.actor)
	if err != nil {
		n.t.Fatal(err)
	}
	return tree
}

func (n town) revision() int64 {
	n.t.Helper()
	number, err := n.store.Revision(context.Background(), n.actor)
	if err != nil {
		n.t.Fatal(err)
	}
	return number
}

// export gives the directory as a flat file.
func (n town) export() string {
	n.t.Helper()
	organizations, err := n.store.Organizations(context.Background(), n.actor)
	if err != nil {
		n.t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := harvest.ExportFlat(&out, n.all(), organizations, n.tree()); err != nil {
		n.t.Fatal(err)
	}
	return out.String()
}

// flat writes a flat file with the given fields filled, one map for each row.
func flat(rows ...map[string]string) string {
	var out strings.Builder
	w := csv.NewWriter(&out)
	_ = w.Write(harvest.Headings())
	for _, row := range rows {
		cells := make([]string, 0, len(harvest.Headings()))
		for _, heading := range harvest.Headings() {
			cells = append(cells, row[heading])
		}
		_ = w.Write(cells)
	}
	w.Flush()
	return out.String()
}

// service gives a row with what every row needs, and more fields as name, value, name, value …
func service(id string, more ...string) map[string]string {
	row := map[string]string{"id": id, "title": "Aanbod " + id, "organization_id": "o1", "organization": "Twee Stoelen"}
	for i := 0; i+1 < len(more); i += 2 {
		row[more[i]] = more[i+1]
	}
	return row
}

func sentences(problems errs.Problems) (texts []string) {
	for _, p := range problems {
		texts = append(texts, p.String())
	}
	return texts
}

// refusal gives the sentences that refused a run.
func refusal(t testing.TB, err error) []string {
	t.Helper()
	var problems errs.Problems
	if !errors.As(err, &problems) || !errors.Is(err, errs.Invalid) {
		t.Fatalf("the error is %v, not a list of problems", err)
	}
	return sentences(problems)
}

func sharedServices(t testing.TB) string {
	text, err := os.ReadFile(testkit.Shared(t, "data/search/services.csv"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func demoServices(t testing.TB) string {
	text, err := os.ReadFile(filepath.Join(testkit.Root(), "internal/app/demodata/services.csv"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// zipOf gives a ZIP with files, by name and text in turn.
func zipOf(t testing.TB, files ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i < len(files); i += 2 {
		f, err := w.Create(files[i])
		if err == nil {
			_, err = io.WriteString(f, files[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
