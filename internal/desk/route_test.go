package desk_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/desk"
	"samenspel/internal/errs"
	"samenspel/internal/network"
	"samenspel/internal/people"
	"samenspel/internal/places"
	"samenspel/internal/testkit"
)

// way gives the town with another way of working.
func (b bench) way(t *testing.T, change func(*network.Settings)) {
	t.Helper()
	n, err := b.Networks.BySlug(ctx, b.Network.Slug)
	must(t, err)
	change(&n.Settings)
	must(t, b.Networks.Change(ctx, b.Operator, n))
}

// TestAThousandPostcodesFindTheirAmbassador makes ten wijken with an ambassador each, but for one, and a thousand
// postcodes, and lets each ask something.
func TestAThousandPostcodesFindTheirAmbassador(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		var areas, codes strings.Builder
		areas.WriteString(`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"GM9000","name":"Veendam aan Zee","kind":"gemeente","year":2026},"geometry":null}`)
		codes.WriteString("PC6;Huisnummer;Buurt;Wijk;Gemeente\n")
		for w := range 10 {
			fmt.Fprintf(&areas, `,{"type":"Feature","properties":{"code":"WK90002%d","name":"Kwartier %d","kind":"wijk","parent":"GM9000","year":2026},"geometry":null}`, w, w)
			for i := range 100 {
				fmt.Fprintf(&codes, "%s;1;;WK90002%d;GM9000\n", postcode(w*100+i), w)
			}
		}
		areas.WriteString(`]}`)
		drafts, err := places.ReadGeoJSON([]byte(areas.String()))
		must(t, err)
		_, err = b.Places.Import(ctx, b.Operator, drafts, places.Town{})
		must(t, err)
		rows, err := places.ReadPostcodes(strings.NewReader(codes.String()))
		must(t, err)
		_, _, err = b.Places.ImportPostcodes(ctx, b.Operator, rows)
		must(t, err)
		want := make([]string, 10)
		for w := range want {
			if w == 9 {
				want[w] = b.person(t, "Cor de Vries").Person // this one is vacant
				continue
			}
			want[w] = b.hire(t, people.Person{Name: fmt.Sprintf("Ambassadeur %d", w)},
				people.Assignment{Role: access.Ambassador, AreaID: b.area(t, fmt.Sprintf("kwartier-%d", w))}).Person
		}
		for i := range 1000 {
			e, err := b.Ask(ctx, b.Visitor, desk.Incoming{Note: "Ik zoek gezelschap", Postcode: postcode(i)})
			must(t, err)
			if e.Owner != want[i/100] || e.State != desk.Passed {
				t.Fatalf("%s goes to %q as %s, want %q", postcode(i), e.Owner, e.State, want[i/100])
			}
		}
	})
}

// postcode gives the nth of a thousand made-up postcodes.
func postcode(n int) string {
	return fmt.Sprintf("%04d%c%c", 500+n/20, 'A'+rune(n%20), 'B')
}

func TestAPostcodeInTwoWijkenNeedsAPerson(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		e, err := b.Ask(ctx, b.Visitor, desk.Incoming{Note: "Ik zoek gezelschap", Postcode: "0103"})
		must(t, err)
		if e.Area != "" || e.State != desk.New {
			t.Errorf("it goes to %q as %s", e.Area, e.State)
		}
	})
}

func TestTheWaysOfPassingOn(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		noord, zuid := b.area(t, "noord"), b.area(t, "zuid")
		pass := func(area string, to desk.Destination) (desk.Target, desk.Detail) {
			t.Helper()
			e := b.receive(t, desk.Incoming{Note: "Vraag", Area: area})
			target, err := b.Pass(ctx, b.worker, e.ID, 1, to, "")
			must(t, err)
			return target, b.get(t, e.ID)
		}
		if target, d := pass(noord, desk.Destination{Route: true}); target.Person.Name != "Fatima Bouali" || d.State != desk.Passed {
			t.Errorf("to the ambassador: %+v", target)
		}
		b.hire(t, people.Person{Name: "School Juf"}, people.Assignment{Role: access.Ambassador, Variant: "onderwijs", Sector: "onderwijs", AreaID: b.area(t, "veendam-aan-zee")})
		if target, _ := pass(noord, desk.Destination{Route: true, Sector: "onderwijs"}); target.Person.Name != "School Juf" {
			t.Errorf("to the ambassador of a sector: %+v", target)
		}
		if target, _ := pass(zuid, desk.Destination{Route: true}); target.Person.Name != "Cor de Vries" || !target.Vacant {
			t.Errorf("where there is none: %+v", target)
		}
		team, err := b.People.SaveTeam(ctx, b.Operator, people.Team{Name: "Jeugdteam stad", Kind: "jeugd", Email: "jeugd@veen.example"})
		must(t, err)
		if _, d := pass("", desk.Destination{Team: team}); d.State != desk.Waiting || d.Outside != "Jeugdteam stad" || d.Owner != b.worker.Person {
			t.Errorf("to a team of the whole town: %+v", d.Enquiry)
		}

		b.way(t, func(s *network.Settings) { s.ByCoordinator = true }) // as in Nieuwegein
		if target, _ := pass(noord, desk.Destination{Route: true}); target.Person.Name != "Cor de Vries" || target.Vacant {
			t.Errorf("coordinator only: %+v", target)
		}

		b.way(t, func(s *network.Settings) { s.ByCoordinator = false; s.Routing.To = network.ToSpecialist }) // as in Eindhoven
		local, err := b.People.SaveTeam(ctx, b.Operator, people.Team{Name: "Team Noord", Kind: "sociaal", AreaID: noord})
		must(t, err)
		ineke, err := b.People.Save(ctx, b.Operator, people.Person{Name: "Ineke Specialist", Email: "ineke@veen.example"})
		must(t, err)
		member, err := b.People.Join(ctx, b.Operator, local, ineke, testkit.Today.AddDate(0, -1, 0))
		must(t, err)
		must(t, b.People.Describe(ctx, b.Operator, people.Membership{ID: member, TeamID: local, Kind: people.Professional, Specialism: people.InformalCare}))
		target, d := pass(noord, desk.Destination{Route: true})
		if target.Person.Name != "Ineke Specialist" {
			t.Errorf("specialist of the team: %+v", target)
		}
		if _, err := b.Enquiry(ctx, b.actor(t, ineke), d.ID); err != nil {
			t.Errorf("the specialist reads what she got: %v", err)
		}
		if target, _ := pass(zuid, desk.Destination{Route: true}); target.Person.Name != "Cor de Vries" {
			t.Errorf("where no team is: %+v", target)
		}

		b.way(t, func(s *network.Settings) { // as in Arnhem
			s.Routing = network.Routing{To: network.ToSupportPoint, Support: "Steunpunt Mantelzorg", SupportEmail: "steun@punt.example"}
		})
		target, d = pass(noord, desk.Destination{Route: true})
		if target.Outside != "Steunpunt Mantelzorg" || d.State != desk.Waiting || d.Owner != b.worker.Person || d.Next.IsZero() {
			t.Errorf("support point: %+v, %+v", target, d.Enquiry)
		}
		if got := b.mails(t); got[len(got)-1] != "desk-outside to steun@punt.example" {
			t.Errorf("the last mail is %s", got[len(got)-1])
		}
		if note := dbtest.Ask[string](t, b.DB, `select args from outbox where kind = 'desk-outside' and address = 'steun@punt.example'`)[0]; !strings.Contains(note, "Vraag") {
			t.Errorf("it says %s", note)
		}
	})
}

func TestAnotherOwnerNeedsAReason(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		e := b.receive(t, desk.Incoming{Note: "Vraag", Area: b.area(t, "noord")})
		fatima, cor := b.person(t, "Fatima Bouali"), b.person(t, "Cor de Vries")
		_, err := b.Pass(ctx, b.worker, e.ID, 1, desk.Destination{Person: fatima.Person}, "")
		must(t, err)
		var problems errs.Problems
		if _, err := b.Pass(ctx, fatima, e.ID, 2, desk.Destination{Person: cor.Person}, ""); !errors.As(err, &problems) || problems[0].Column != "reason" {
			t.Errorf("without a reason: %v", err)
		}
		_, err = b.Pass(ctx, fatima, e.ID, 2, desk.Destination{Person: cor.Person}, "Ik ken mevrouw Jansen zelf")
		must(t, err)
		d := b.get(t, e.ID)
		if last := d.Events[len(d.Events)-1]; d.Owner != cor.Person || !strings.HasPrefix(last.Reason, "Ik ken") || strings.Contains(last.Reason, "Jansen") {
			t.Errorf("passed on with a reason: %+v", last)
		}
		if _, err := b.Pass(ctx, cor, e.ID, 3, desk.Destination{}, "Hoort bij het Informatiepunt"); err != nil {
			t.Fatal(err)
		}
		if d = b.get(t, e.ID); d.State != desk.New || d.Owner != "" {
			t.Errorf("given back: %+v", d.Enquiry)
		}
		if _, err := b.Pass(ctx, b.worker, e.ID, 4, desk.Destination{Person: "nobody"}, "x"); !errors.As(err, &problems) {
			t.Errorf("to nobody: %v", err)
		}
	})
}
