//go:build !race

package harvest_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/harvest"
)

const (
	organizationsCSV = "id,name\no1,Twee Stoelen\n"
	servicesCSV      = "id,organization_id,name\ns1,o1,Koffie\n"
)

func (n town) bytes(data []byte, format harvest.Format) (harvest.Report, error) {
	return n.importer.Import(context.Background(), n.actor, "bron", harvest.Input{Name: "bron", Data: bytes.NewReader(data)}, harvest.Options{Format: format, Accept: true})
}

func deep(n int, open, shut string) string { return strings.Repeat(open, n) + strings.Repeat(shut, n) }

// What is refused, is refused in one line that says where, quickly and in little memory, and changes nothing.
func TestBrokenSourcesAreRefusedInOneLine(t *testing.T) {
	whole := zipOf(t, "organizations.csv", organizationsCSV, "services.csv", servicesCSV)
	laughs := `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><Source><Agency><Key>&b;</Key></Agency></Source>`
	outside := `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><Source><Agency><Key>1</Key><Name>&a;</Name></Agency></Source>`
	cases := map[string]struct {
		data string
		want string
	}{
		"a ZIP that breaks off":       {string(whole[:len(whole)-30]), "the ZIP cannot be opened: it is damaged or breaks off"},
		"a ZIP that is damaged":       {strings.Replace(string(whole), "PK\x01\x02", "PK\x01\x09", 1), "the ZIP cannot be opened"},
		"a ZIP that climbs out":       {string(zipOf(t, "../../etc/passwd", "x", "services.csv", servicesCSV)), `points outside it: "../../etc/passwd"`},
		"a ZIP with an absolute name": {string(zipOf(t, "/etc/passwd", "x")), `points outside it: "/etc/passwd"`},
		"a ZIP that is a bomb":        {string(zipOf(t, "organizations.csv", organizationsCSV, "services.csv", strings.Repeat("0", 80<<20))), `unpacks to more than can be right: "services.csv"`},
		"a ZIP without tables":        {string(zipOf(t, "readme.txt", "x")), "the package has no table of organizations"},
		"a million columns":           {string(zipOf(t, "organizations.csv", organizationsCSV, "services.csv", strings.Repeat("a,", 1_000_000)+"\n")), "services.csv has 1000001 columns"},
		"a table that is one record":  {string(zipOf(t, "organizations.csv", organizationsCSV, "services.csv", "id,name\n\""+string(random(20<<20))+"\"")), "services.csv breaks off or is damaged at row 2: a single record is larger than 16 MB"},
		"XML that grows":              {laughs, "the XML cannot be read in agency 1: line 1: invalid character entity &b;"},
		"XML that looks outside":      {outside, "the XML cannot be read in agency 1: line 1: invalid character entity &a;"},
		"XML that breaks off":         {"<Source><Agency><Key>1</Key><Name>Een</Name></Agency><Agency><Key>", "the XML cannot be read in agency 2"},
		"XML that is deep":            {"<Source><Agency>" + deep(200_000, "<a>", "</a>") + "</Agency></Source>", "the XML cannot be read in agency 1"},
		"XML with one large record":   {"<Source><Agency><Key>" + strings.Repeat("0", 20<<20) + "</Key></Agency></Source>", "a single record is larger than 16 MB"},
		"XML without agencies":        {"<html><body>404</body></html>", "the file has no rows"},
		"XML of another alphabet":     {`<?xml version="1.0" encoding="klingon"?><Source/>`, "klingon"},
		"JSON that breaks off":        {`{"contents":[{"id":"1","name":"Een","organization":{"id":"o","name":"O"}},{"id":"2"`, "the JSON cannot be read behind record 2: it breaks off"},
		"JSON that is damaged":        {`[{"id":"1","name":"Een"},,]`, "it is no JSON at byte"},
		"JSON that is deep":           {`[{"name":` + deep(100_000, "[", "]") + `}]`, "the JSON cannot be read"},
		"JSON with one large record":  {`[{"name":"` + strings.Repeat("0", 20<<20) + `"}]`, "a single record is larger than 16 MB"},
	}
	n := newTown(t, dbtest.SQLite(t), "waterveen")
	n.run("bron", flat(service("a")))
	before := n.export()
	for name, c := range cases {
		began := time.Now()
		var err error
		used := allocated(func() { _, err = n.bytes([]byte(c.data), "") })
		lines := strings.Split(strings.Join(refusal(t, err), "\n"), "\n")
		if len(lines) != 1 || !strings.Contains(lines[0], c.want) || len(lines[0]) > 300 {
			t.Errorf("%s gives %q, want %q", name, lines, c.want)
		}
		if spent := time.Since(began); spent > 8*time.Second {
			t.Errorf("%s takes %v", name, spent)
		}
		if used > 400<<20 {
			t.Errorf("%s makes %d MB of garbage", name, used>>20)
		}
	}
	if n.export() != before {
		t.Error("a source that was refused changed something")
	}
}

// random gives bytes without quotes that cannot be packed well.
func random(n int) []byte {
	data := make([]byte, n)
	x := uint32(1)
	for i := range data {
		x = x*1664525 + 1013904223
		data[i] = 'a' + byte(x>>24)%26
	}
	return data
}

// What is wrong with single records is counted, with places; the others go on.
func TestBadRecordsAreLeftOutAndCounted(t *testing.T) {
	files := fstest.MapFS{}
	for name, text := range map[string]string{
		"organizations.csv": "id,name,url,description,parent_organization_id\n" +
			"o1,<b>Twee</b> Stoelen,tweestoelen.example,\"<script>alert(1)</script>Wij &amp; u\",o2\no2,Hand op Hand,,,o1\no3,,,,\no1,Nog eens,,,\n",
		"services.csv": "id,organization_id,name,url,email,minimum_age,maximum_age,status,description\n" +
			"s1,o1,Koffie,koffie.example,geen adres,4,12,active,\"Eerste\\nTweede\"\n" +
			"s2,weg,Zonder,,,,,,\ns3,o1,,,,,,,\n,o1,Naamloos,,,,,,\ns1,o1,Koffie,,,,,,\n" +
			"s4,o1,Koffie,http://x y,info@x.example,80,12,,\xff\xfe\ns5,o3,Bij niemand,,,,,,\ns6,o2,Oud,,,,,inactive,\n" +
			"s7,o2,\"Lang " + strings.Repeat("x", 400) + "\",,,,,,\n",
		"locations.csv":            "id,name,latitude,longitude\nl1,Nul,0,0\nl2,Omgekeerd,5.12,52.09\nl3,Ver,95,200\nl4,Goed,52.09,5.12\n",
		"services_at_location.csv": "id,service_id,location_id\n1,s1,l1\n2,s1,l2\n3,s1,l3\n4,s4,l4\n5,s1,weg\n6,weg,l4\n",
		"phones.csv":               "id,service_id,number\n1,s1,030 1234567\n2,weg,1\n3,,2\n",
		"taxonomy.csv":             "id,name,parent_id\nt1,Een,t2\nt2,Twee,t1\n",
		"services_taxonomy.csv":    "id,service_id,taxonomy_id\n1,s1,t1\n2,s1,t9\n",
		"schedules.csv":            "id,service_id,byday,opens_at,closes_at\n1,s1,MO,9:00,17:00\n2,s4,FOO,9:00,17:00\n",
	} {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		n := newTown(t, d, "waterveen").withAreas()
		report, err := n.importer.Import(context.Background(), n.actor, "bron", harvest.Input{Folder: files}, harvest.Options{})
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]int{"broken-letters": 1, "coordinates-swapped": 1, "coordinates-zero": 1, "dangling": 4, "duplicate-id": 2,
			"located": 4, "markup": 2, "organization-cycle": 2, "organization-url-without-scheme": 1, "organization-without-name": 1,
			"same-name": 1, "service-url-without-scheme": 1, "service-without-id": 1, "service-without-name": 1, "taxonomy-cycle": 2,
			"too-long": 1, "unknown-organization": 2, "unusable-ages": 1, "unusable-coordinates": 1, "unusable-email": 1,
			"unusable-hours": 1, "unusable-url": 1, "without-owner": 1}
		if got := tallies(report); db.JSON(got) != db.JSON(want) {
			t.Errorf("found\n%s\nwant\n%s", db.JSON(got), db.JSON(want))
		}
		for _, f := range report.Found {
			if strings.Contains(f.Text, "\n") || !strings.HasPrefix(f.Text, fmt.Sprint(f.Count, " ")) || len(f.Text) < 20 || len(f.Examples) == 0 {
				t.Errorf("%s says %q at %q", f.Code, f.Text, f.Examples)
			}
		}
		e := n.entry("s1")
		if e.Description != "Eerste\nTweede" || e.Organization.Name != "Twee Stoelen" || e.Organization.Description != "Wij & u" ||
			e.Organization.URL != "https://tweestoelen.example" || e.Service.Phone != "030 1234567" || e.Service.URL != "https://koffie.example" ||
			!slices.Equal(e.Words, []string{"Een", "t9"}) || e.Service.Provenance.More["email"] != "geen adres" || e.Service.Hours != "ma 9:00-17:00" {
			t.Errorf("the good service is %s", db.JSON(e))
		}
		if len(n.all()) != 3 || report.Services.Inactive != 1 {
			t.Errorf("%d services are public; %s", len(n.all()), report)
		}
	})
}
