package testkit

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"samenspel/internal/access"
	"samenspel/internal/account"
	"samenspel/internal/activity"
	"samenspel/internal/agreement"
	"samenspel/internal/api"
	"samenspel/internal/audit"
	"samenspel/internal/calendar"
	"samenspel/internal/casework"
	"samenspel/internal/db"
	"samenspel/internal/desk"
	"samenspel/internal/directory"
	"samenspel/internal/glass"
	"samenspel/internal/group"
	"samenspel/internal/harvest"
	"samenspel/internal/inbox"
	"samenspel/internal/insight"
	"samenspel/internal/jobs"
	"samenspel/internal/linkage"
	"samenspel/internal/mail"
	"samenspel/internal/measure"
	"samenspel/internal/neighbours"
	"samenspel/internal/network"
	"samenspel/internal/pack"
	"samenspel/internal/people"
	"samenspel/internal/places"
	"samenspel/internal/privacy"
	"samenspel/internal/referral"
	"samenspel/internal/retention"
	"samenspel/internal/search"
	"samenspel/internal/survey"
	"samenspel/internal/tally"
	"samenspel/internal/teamwork"
	"samenspel/internal/trajectory"
	"samenspel/internal/upkeep"
	"samenspel/internal/volunteering"
	"samenspel/internal/web"
)

// Today is the day on which tests run: a Monday.
var Today = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

// Town is a network for tests: a small town with two wijken, a few services and a few people.
type Town struct {
	DB           *db.DB
	Network      network.Network
	Operator     access.Actor
	Visitor      access.Actor
	Networks     *network.Store
	Places       *places.Store
	Directory    *directory.Store
	Upkeep       *upkeep.Store
	Desk         *desk.Store
	Volunteering *volunteering.Store
	Neighbours   *neighbours.Store
	Activity     *activity.Store
	Trajectory   *trajectory.Store
	Agreement    *agreement.Store
	Teamwork     *teamwork.Store
	Group        *group.Store
	Pack         *pack.Store
	Survey       *survey.Store
	Referral     *referral.Store
	Casework     *casework.Store
	Insight      *insight.Store
	Tally        *tally.Store
	People       *people.Store
	Accounts     *account.Store
	Retention    *retention.Engine
	Inbox        *inbox.Store
	Letters      *[]account.Letter // that were sent about accounts, oldest first
	Later        *time.Duration    // how long after Today it is
	now          func() time.Time

	secrets     func(context.Context, string) (tink.AEAD, error)
	deskOptions desk.Options
	ContactKeys string // folder with the keys of what is sealed with referrals
}

// Now gives the time in the town.
func (town Town) Now() time.Time { return town.now() }

// areas of the town: wijken Noord and Zuid beside each other; buurt Dijk with one stretch of streets lies in Noord.
const areas = `{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"code":"GM9000","name":"Veendam aan Zee","kind":"gemeente","year":2026},"geometry":null},
{"type":"Feature","properties":{"code":"WK900001","name":"Noord","kind":"wijk","parent":"GM9000","year":2026},"geometry":{"type":"Polygon","coordinates":[[[5.0,52.1],[5.1,52.1],[5.1,52.2],[5.0,52.2],[5.0,52.1]]]}},
{"type":"Feature","properties":{"code":"WK900002","name":"Zuid","kind":"wijk","parent":"GM9000","year":2026},"geometry":{"type":"Polygon","coordinates":[[[5.0,52.0],[5.1,52.0],[5.1,52.1],[5.0,52.1],[5.0,52.0]]]}},
{"type":"Feature","properties":{"code":"BU90000101","name":"Dijk","kind":"buurt","parent":"WK900001","year":2026},"geometry":null},
{"type":"Feature","properties":{"code":"ST1","name":"Merelstraat en omgeving","kind":"streets","parent":"BU90000101","year":2026},"geometry":null}]}`

const postcodes = "PC6;Huisnummer;Buurt;Wijk;Gemeente\n0101AA;1;BU90000101;WK900001;GM9000\n0102AA;1;;WK900002;GM9000\n" +
	"0103AA;1;;WK900001;GM9000\n0103AB;1;;WK900002;GM9000\n"

// Services is the flat file from which the town is made.
const Services = `id,title,organization_id,organization,organization_type,organization_description,organization_phone,organization_email,organization_member,organization_commercial,organization_legal_form,description,keywords,needs,audiences,ages,form,costs,cost_note,access,does,does_not,different,capacity,places_free,waiting_weeks,confirmed,confirmed_by,languages,hours,area,serves,location,address,postcode,confidential
s1,Bezoekmaatje,o1,Stichting Aanloop,vrijwilligersorganisatie,Wij brengen mensen bij elkaar.,099 000 00 01,post@aanloop.example,ja,nee,stichting,Een vrijwilliger komt elke week bij u thuis. U drinkt samen koffie.,eenzaam; alleen; gezelschap; praatje,gezelschap,ouderen,65+,een-op-een,gratis,,zelf; verwijzer,Elke week een uur bezoek; Een vast gezicht,Geen schoonmaak,Altijd dezelfde vrijwilliger,plek,2,,2026-10-01,organisatie,nl; tr,ma-vr 9:00-17:00,Noord,Veendam aan Zee,De Kade,Kade 1,0101AA,nee
s2,Wandelmaatje,o2,Bewonersinitiatief De Brug,bewonersinitiatief,Buren voor buren.,099 000 00 02,brug@brug.example,nee,nee,,Samen een rondje lopen door de wijk.,buiten; bewegen,gezelschap; erop-uit,ouderen; iedereen,alle,een-op-een,gratis,,zelf,Wandelen in uw tempo,Geen rolstoelen,Buiten en in beweging,wachtlijst,,8,2026-09-01,redactie,nl,,Zuid,Zuid,,,,nee
s3,Open huiskamer,o2,Bewonersinitiatief De Brug,,,,,,,,Loop binnen voor koffie en een praatje.,koffie; ontmoeten,gezelschap,iedereen,alle,inloop,kleine-bijdrage,€ 1 per kop koffie,zelf,Elke dag open,Geen maaltijden,U hoeft niets af te spreken,plek,,,2025-01-01,redactie,nl,"ma-za 10:00-16:00; 1e zo 13:00-15:00; feestdagen dicht",Zuid,Zuid,Het Lokaal,Lokaalweg 2,0102AA,nee
s4,Thuisadministratie,o3,Kerk aan het Plein,geloofsgemeenschap,Een open kerk.,,kerk@plein.example,ja,nee,kerkgenootschap,Wij helpen u met post en formulieren.,brieven; rekeningen; geld,geld-post,weinig-geld,18+,een-op-een,gratis,,zelf; verwijzer,Samen post openen,Geen leningen,Aan uw eigen keukentafel,plek,,2,2026-08-01,organisatie,nl,,Noord,Noord; Zuid,,,,nee
s5,Opvang voor vrouwen,o4,Huis Beschut,zorgorganisatie,Een veilige plek.,099 000 00 04,,ja,nee,stichting,Een veilig huis voor vrouwen en hun kinderen.,geweld; veilig,anders,gezinnen,18+,groep,gratis,,verwijzer,Dag en nacht open,Geen bezoek,Het adres is geheim,vol,,,2026-10-15,organisatie,nl,altijd,Noord,,Geheim Huis,Verborgenlaan 99,0101AA,ja
s6,Klussen aan huis,o5,Kluszaak Kees,vrijwilligersorganisatie,Klussen tegen betaling.,099 000 00 05,,nee,ja,eenmanszaak,Kleine klussen in huis en tuin.,lamp ophangen; tuin,klusjes-tuin,iedereen,alle,dienst,kleine-bijdrage,€ 30 per uur,zelf,Kleine klussen,Geen verbouwing,Binnen een dag,onbekend,,,,,nl,,Noord,Veendam aan Zee,,,,nee
`

const persons = `[
{"id":"p1","name":"Fatima Bouali","role":"ambassador","organization_id":"o1","areas":["WK900001"],"hours_week":6,"phone":"099 000 01 01","email":"fatima@veen.example","hours":"dinsdag","consulting":"dinsdag 10.00–12.00 uur, De Kade","quote":"Bel mij gerust.","from":"2024-01-01"},
{"id":"p2","name":"Cor de Vries","role":"coordinator","organization_id":"o1","areas":["GM9000"],"hours_week":8,"phone":"099 000 01 02","email":"cor@veen.example","from":"2024-01-01"},
{"id":"p3","name":"Vroeger Iemand","role":"ambassador","areas":["WK900002"],"hours_week":6,"phone":"099 000 01 03","from":"2020-01-01","to":"2026-06-01"}]`

// NewTown builds the town in a database, under a slug. Texts of the town contain mark, so that a test can look for
// them where they do not belong.
func NewTown(t testing.TB, d *db.DB, slug, mark string) Town {
	t.Helper()
	ctx := context.Background()
	later := new(time.Duration)
	now := func() time.Time { return Today.Add(*later) }
	d = d.WithClock(now)
	town := Town{now: now, Later: later}
	town.on(d)
	n, err := town.Networks.Add(ctx, network.Network{Slug: slug, Settings: network.Settings{Name: "Samenspel Veen" + mark, Town: "Veendam aan Zee",
		Phone: "099 000 00 00", Email: "punt@veen.example", Hours: "elke werkdag", About: "Wij helpen u.", AboutEN: "We help you.", Popular: []string{"maatje"}}})
	must(t, err)
	town.Network, town.Operator, town.Visitor = n, access.As(access.Operator, n.ID), access.As(access.Visitor, n.ID)
	drafts, err := places.ReadGeoJSON([]byte(areas))
	must(t, err)
	_, err = town.Places.Import(ctx, town.Operator, drafts, places.Town{})
	must(t, err)
	codes, err := places.ReadPostcodes(strings.NewReader(postcodes))
	must(t, err)
	_, _, err = town.Places.ImportPostcodes(ctx, town.Operator, codes)
	must(t, err)
	town.Import(t, strings.ReplaceAll(Services, "Wij brengen mensen", "Wij"+mark+" brengen mensen"))
	town.addPeople(t)
	town.addAccounts(t)
	town.Retention = retained(t, d)
	return town
}

// Running gives the town on the clock of the machine, for tests with a program that has no other. Whoever was signed in
// is not any more.
func (town Town) Running(t testing.TB) Town {
	t.Helper()
	town.now = time.Now
	town.DB = town.DB.WithClock(town.now)
	town.People, town.Networks = people.NewStore(town.DB), network.NewStore(town.DB)
	town.addAccounts(t)
	return town
}

// Restarted gives the town as a program finds it that begins again: on another connection to its database, with the same keys.
func (town Town) Restarted(t testing.TB, d *db.DB) Town {
	t.Helper()
	town.on(d.WithClock(town.now))
	town.addStores(t)
	town.Retention = retained(t, town.DB)
	return town
}

// on puts the first stores of the town on a database.
func (town *Town) on(d *db.DB) {
	town.DB, town.Networks, town.Places, town.Directory, town.People = d, network.NewStore(d), places.NewStore(d), directory.NewStore(d), people.NewStore(d)
	town.Upkeep = upkeep.NewStore(d, town.Directory, []byte("key of the links to entries"))
}

// DeskAt gives the information point of the town at another moment.
func (town Town) DeskAt(at time.Time) *desk.Store {
	return desk.NewStore(town.DB.WithClock(func() time.Time { return at }), town.deskOptions)
}

func retained(t testing.TB, d *db.DB) *retention.Engine {
	return retention.New(d, retention.Options{Folder: t.TempDir(), Key: []byte("key"), Keepers: []retention.Keeper{Mails}})
}

// Mails is what the retention of the town keeps.
var Mails = retention.Keeper{Object: privacy.Mail,
	List: func(ctx context.Context, tx *db.Tx) (things []retention.Thing, err error) {
		ended, err := mail.Ended(ctx, tx)
		for id, written := range ended {
			things = append(things, retention.Thing{ID: id, Dates: map[privacy.Event]time.Time{privacy.Made: written}})
		}
		return things, err
	},
	Do: func(ctx context.Context, tx *db.Tx, _ privacy.Effect, ids []string) error {
		return mail.Remove(ctx, tx, ids)
	}}

// addAccounts lets people have accounts, with keys of its own. Letters are kept and not sent.
func (town *Town) addAccounts(t testing.TB) {
	t.Helper()
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	must(t, err)
	key, err := aead.New(handle)
	must(t, err)
	town.secrets = func(context.Context, string) (tink.AEAD, error) { return key, nil }
	town.Letters, town.ContactKeys = new([]account.Letter), t.TempDir()
	town.addStores(t)
}

// addStores puts what needs keys on the database of the town, and what comes after that.
func (town *Town) addStores(t testing.TB) {
	t.Helper()
	secrets := town.secrets
	town.Inbox = inbox.NewStore(town.DB, inbox.Options{Key: make([]byte, 32), Secrets: secrets, Desk: taking})
	town.deskOptions = desk.Options{Key: []byte("key of callers"), Secrets: secrets}
	town.Desk = desk.NewStore(town.DB, town.deskOptions)
	town.Casework = casework.NewStore(town.DB, []byte("key of the links of cases"))
	town.Tally = tally.NewStore(town.DB, []byte("key of the links of counts"))
	town.Insight = insight.NewStore(town.DB, []byte("register"))
	town.Survey = survey.NewStore(town.DB, []byte("key of the links of surveys"))
	town.Neighbours = neighbours.NewStore(town.DB, secrets)
	town.Activity = activity.NewStore(town.DB)
	town.Trajectory = trajectory.NewStore(town.DB)
	town.Agreement = agreement.NewStore(town.DB)
	town.Teamwork = teamwork.NewStore(town.DB)
	town.Group = group.NewStore(town.DB, []byte("key of the links of meetings"))
	town.Pack = pack.NewStore(town.DB)
	town.Volunteering = volunteering.NewStore(town.DB, town.Directory, volunteering.Options{Key: []byte("key of the links of volunteers"), Secrets: secrets})
	town.Referral = referral.NewStore(town.DB, town.Directory, referral.Options{Key: []byte("key of the links of referrals"), Secrets: secrets, Folder: town.ContactKeys, Heard: casework.Heard})
	var err error
	town.Accounts, err = account.NewStore(town.DB, account.Options{Key: make([]byte, 32), Roles: people.Roles, Follow: people.FollowGroups,
		HTTP: func(ctx context.Context) context.Context {
			return oidc.ClientContext(ctx, &http.Client{Timeout: 3 * time.Second})
		},
		Secrets: secrets,
		Send: func(_ context.Context, _ *db.Tx, l account.Letter) error {
			*town.Letters = append(*town.Letters, l)
			return nil
		},
		Record: func(ctx context.Context, tx *db.Tx, e account.Event) error {
			return audit.Write(ctx, tx, access.Actor{Network: tx.Network, Person: e.Person}, audit.Act{Action: string(e.Act), Object: access.Staff, ID: e.Account})
		}})
	must(t, err)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Import brings a flat file into the town, in the place of what it has.
func (town Town) Import(t testing.TB, csv string) {
	t.Helper()
	town.ImportFrom(t, "test", csv)
}

// ImportFrom is Import from another source, which leaves the entries of the first as they are.
func (town Town) ImportFrom(t testing.TB, source, csv string) {
	t.Helper()
	_, err := harvest.New(town.DB, func() time.Time { return Today }).Import(context.Background(), town.Operator, source,
		harvest.Input{Name: "services.csv", Data: strings.NewReader(csv)}, harvest.Options{Town: town.Network.Settings.Town})
	must(t, err)
}

func (town Town) addPeople(t testing.TB) {
	t.Helper()
	ctx := context.Background()
	tree, err := town.Places.Tree(ctx, town.Operator)
	must(t, err)
	organizations, err := town.Directory.Organizations(ctx, town.Operator)
	must(t, err)
	ids := map[string]string{}
	for _, o := range organizations {
		ids[o.Origin.Ref] = o.ID
	}
	assignments, err := people.Read([]byte(persons), tree, ids)
	must(t, err)
	must(t, town.People.Replace(ctx, town.Operator, assignments))
}

// Web gives the pages on the town's database. What is logged goes to log, or nowhere when it is nil.
func (town Town) Web(t testing.TB, options web.Options, log io.Writer) http.Handler {
	t.Helper()
	if log == nil {
		log = io.Discard
	}
	keeper, logger := search.NewKeeper(town.Directory, town.Places, town.now), slog.New(slog.NewJSONHandler(log, nil))
	keeper.Words = town.Upkeep.ByKind
	programs := api.New(api.Deps{Networks: town.Networks, Directory: town.Directory, Places: town.Places, Search: keeper, Now: town.now, Log: logger,
		Origin: func(r *http.Request) string { return web.Origin(r, options.HTTPS) }})
	s, err := web.New(web.Deps{
		API:          web.API{Patterns: api.Patterns, Handler: programs},
		Networks:     town.Networks,
		Places:       town.Places,
		Directory:    town.Directory,
		Upkeep:       town.Upkeep,
		Desk:         town.Desk,
		Referral:     town.Referral,
		Casework:     town.Casework,
		Insight:      town.Insight,
		Tally:        town.Tally,
		Harvest:      harvest.New(town.DB, town.now),
		People:       town.People,
		Glass:        glass.NewStore(town.DB),
		Survey:       town.Survey,
		Neighbours:   town.Neighbours,
		Activity:     town.Activity,
		Trajectory:   town.Trajectory,
		Agreement:    town.Agreement,
		Teamwork:     town.Teamwork,
		Group:        town.Group,
		Pack:         town.Pack,
		Volunteering: town.Volunteering,
		Audit:        audit.NewStore(town.DB),
		Accounts:     town.Accounts,
		Outbox:       mail.NewStore(town.DB),
		Inbox:        town.Inbox,
		Jobs:         jobs.NewStore(town.DB),
		Linkage:      linkage.NewStore(town.DB),
		Retention:    town.Retention,
		Search:       keeper,
		Ready:        func(r *http.Request) error { return town.DB.Ping(r.Context()) },
		Now:          town.now,
		Log:          logger,
	}, options)
	must(t, err)
	return s
}

// Tree gives the areas of the town without a database.
func Tree(testing.TB) places.Tree {
	return places.NewTree([]places.Area{
		{ID: "gm", Kind: places.Gemeente, Code: "GM9000", Name: "Veendam aan Zee", Slug: "veendam-aan-zee"},
		{ID: "noord", ParentID: "gm", Kind: places.Wijk, Code: "WK900001", Name: "Noord", Slug: "noord"},
		{ID: "zuid", ParentID: "gm", Kind: places.Wijk, Code: "WK900002", Name: "Zuid", Slug: "zuid"},
		{ID: "dijk", ParentID: "noord", Kind: places.Buurt, Code: "BU90000101", Name: "Dijk", Slug: "dijk"},
	})
}

// SignedUp gives somebody who wants to help with a service.
func (town Town) SignedUp(t testing.TB, service string) volunteering.Signup {
	t.Helper()
	made, err := town.Volunteering.SignUp(t.Context(), town.Visitor, volunteering.Wish{Request: "aanmelding van " + town.Network.Slug, Needs: []string{"gezelschap"}, Moments: []string{"evening"},
		Services: []string{service}, Contact: volunteering.Contact{Name: "Vera Vrijwilliger", Email: "vera@" + town.Network.Slug + ".example"}})
	must(t, err)
	return made
}

// Polled opens a survey among partners, of whom there is at least one, and gives its id.
func (town Town) Polled(t testing.TB) string {
	t.Helper()
	id := db.NewID()
	must(t, town.Directory.Update(t.Context(), town.Operator, "peiling", func(directory.State) (directory.Changes, error) {
		return directory.Changes{Organizations: []directory.Organization{{ID: db.NewID(), Origin: directory.Origin{Source: "peiling", Ref: "lid"}, Slug: "lid", Kind: "vrijwilligersorganisatie", Name: "Lid van het netwerk",
			Email: "lid@" + town.Network.Slug + ".example", Member: true}}}, nil
	}))
	must(t, town.Survey.Open(t.Context(), access.As(access.Coordinator, town.Network.ID), id, "partners", survey.UsualDays))
	return id
}

// Neighbour gives the id of a small thing that somebody asks.
func (town Town) Neighbour(t testing.TB) string {
	t.Helper()
	made, err := town.Neighbours.Make(t.Context(), town.Visitor, neighbours.New{Request: "vraag van een buur van " + town.Network.Slug, Side: neighbours.Ask, Need: "vervoer", Words: "Meerijden naar de markt",
		Contact: neighbours.Contact{Name: "Ben Buur", Phone: "099 000 12 12"}})
	must(t, err)
	return made.ID
}

// Did gives the id of something that a person did for the network.
func (town Town) Did(t testing.TB, person string) string {
	t.Helper()
	id := db.NewID()
	actor := access.Actor{Network: town.Network.ID, Person: person, Grants: []access.Grant{{Role: access.Ambassador}}}
	must(t, town.Activity.Save(t.Context(), actor, activity.Entry{ID: id, Day: calendar.Today(Today), Kind: activity.Networking, Hours: 1, People: activity.Uncounted, Partner: "Stichting Aanloop"}, privacy.Check{}))
	return id
}

// Seated gives the id of where the coordinator sits on behalf of the network.
func (town Town) Seated(t testing.TB) string {
	t.Helper()
	assigned, err := town.People.Assigned(t.Context(), town.Operator)
	must(t, err)
	i := slices.IndexFunc(assigned, func(a people.Assignment) bool { return a.Role == access.Coordinator })
	id, today := db.NewID(), calendar.Today(Today)
	must(t, town.Activity.Take(t.Context(), access.As(access.Coordinator, town.Network.ID), activity.Seat{ID: id, Person: assigned[i].Person.ID, Body: "Bestuurstafel", Brief: "Wat betekent het voor ons?", Starts: today, Next: &today}, privacy.Check{}))
	return id
}

// Begun gives the id of a trajectory at a team, whose money stops soon.
func (town Town) Begun(t testing.TB, team string) string {
	t.Helper()
	today, coordinator := calendar.Today(Today), access.As(access.Coordinator, town.Network.ID)
	end := today.AddDate(0, 5, 0)
	must(t, town.Trajectory.Begin(t.Context(), coordinator, "traject van "+town.Network.Slug, trajectory.Trajectory{Programme: "Samen Gezond", Starts: today.AddDate(0, -3, 0), Ends: today.AddDate(0, 3, -1), HoursWeek: 4,
		Measure: measure.InTime, Aim: 30, Funding: "scholingsbudget", Rate: 50, FundedUntil: &end}, []trajectory.Place{{Team: team}}, privacy.Check{}))
	all, err := town.Trajectory.List(t.Context(), coordinator)
	must(t, err)
	return all[0].ID
}

// Talked gives the id of a conversation of a team, which has a plan with a motto that must be looked at soon, and an action of
// a coordinator.
func (town Town) Talked(t testing.TB, team string) string {
	t.Helper()
	today, liaison := calendar.Today(Today), access.Actor{Network: town.Network.ID, Grants: []access.Grant{{Role: access.Liaison, Team: team}}}
	review := today.AddDate(0, 0, 14)
	must(t, town.Teamwork.SavePlan(t.Context(), liaison, teamwork.Plan{Team: team, Motto: "Samen kom je verder", Texts: map[string]string{"what": "Elke week een vraag aan vrijwilligers"}, Review: &review}, today, privacy.Check{}))
	id, err := town.Teamwork.Begin(t.Context(), liaison, db.NewID(), team, today)
	must(t, err)
	board, err := town.Teamwork.Board(t.Context(), liaison, team)
	must(t, err)
	must(t, town.Teamwork.Write(t.Context(), liaison, teamwork.Entry{Talk: id, Version: 1, Point: teamwork.Vision, Note: teamwork.Note{Stands: "Wij kennen twee organisaties", Matters: "Dat wij ze sneller vinden"},
		Action: &teamwork.Action{ID: db.NewID(), What: "Twee organisaties uitnodigen", Person: board.Who[0].ID, Due: today.AddDate(0, 0, 7)}}, today, privacy.Check{}))
	return id
}

// Agreed gives the id of an agreement between the first organisation and another, on which somebody must look back soon.
func (town Town) Agreed(t testing.TB) string {
	t.Helper()
	all, err := town.Directory.Organizations(t.Context(), town.Operator)
	must(t, err)
	id, today := db.NewID(), calendar.Today(Today)
	must(t, town.Agreement.Make(t.Context(), access.As(access.Coordinator, town.Network.ID), agreement.Agreement{ID: id, Kind: agreement.Exchange, From: agreement.Party{ID: all[0].ID}, To: agreement.Party{ID: all[1].ID},
		Subject: "maatjes", Starts: today.AddDate(-1, 0, 14), Ends: today.AddDate(4, 0, 13), Targets: []agreement.Target{{Counts: agreement.Sent, Number: 40}, {Counts: agreement.Started, Number: 40}}}, privacy.Check{}))
	return id
}

// Grouped gives the id of a core group with one seat, of the municipality.
func (town Town) Grouped(t testing.TB) string {
	t.Helper()
	id, coordinator := db.NewID(), access.As(access.Coordinator, town.Network.ID)
	must(t, town.Group.Save(t.Context(), coordinator, group.Group{ID: id, Kind: group.Core, Name: "Kerngroep", Places: 9, Rhythm: group.Usual(group.Core)}, privacy.Check{}))
	must(t, town.Group.Seat(t.Context(), coordinator, id, group.Seat{ID: db.NewID(), Contact: "Wil Wethouder", Email: "wil@" + town.Network.Slug + ".example", Role: group.Chair, Joined: calendar.Today(Today)}, privacy.Check{}))
	return id
}

// Planned gives the id of a meeting of a group, next week.
func (town Town) Planned(t testing.TB, of string) string { return town.meeting(t, of, 7) }

// Held gives the id of a meeting of a group, of today.
func (town Town) Held(t testing.TB, of string) string { return town.meeting(t, of, 0) }

func (town Town) meeting(t testing.TB, of string, days int) string {
	t.Helper()
	id := db.NewID()
	must(t, town.Group.Plan(t.Context(), access.As(access.Coordinator, town.Network.ID), group.Meeting{ID: id, Group: of, Day: calendar.Today(Today).AddDate(0, 0, days), From: group.UsualFrom, Until: group.UsualUntil, Place: "De Kade"}, privacy.Check{}))
	return id
}

// Gathered gives the id of an intervision of the first ambassador with another.
func (town Town) Gathered(t testing.TB) string {
	t.Helper()
	assigned, err := town.People.Assigned(t.Context(), town.Operator)
	must(t, err)
	first := assigned[slices.IndexFunc(assigned, func(a people.Assignment) bool { return a.Role == access.Ambassador })]
	other, err := town.People.Save(t.Context(), town.Operator, people.Person{Name: "Tweede Ambassadeur"})
	must(t, err)
	must(t, town.People.Assign(t.Context(), town.Operator, people.Assignment{Person: people.Person{ID: other}, Role: access.Ambassador, AreaID: first.AreaID, HoursWeek: 4, Paid: true, Starts: Today.AddDate(0, -1, 0)}))
	id, actor := db.NewID(), access.Actor{Network: town.Network.ID, Person: first.Person.ID, Grants: []access.Grant{{Role: access.Ambassador, Area: first.AreaID}}}
	must(t, town.Casework.Gather(t.Context(), actor, id, calendar.Today(Today), []string{other}))
	return id
}
