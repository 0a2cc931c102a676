package access

// Action is what an actor wants to do.
type Action string

// The actions.
const (
	Read Action = "read"
	Edit Action = "edit" // create, change, withdraw, import
)

// Actions are all of them.
var Actions = []Action{Read, Edit}

// Object is the kind of thing an action is about.
type Object string

// The objects. Those of the loop are here before the first of them is stored, because rights come before data.
const (
	Directory  Object = "directory"   // organisations, services, public locations
	OwnEntries Object = "own entries" // entries of an organisation, by that organisation
	Reports    Object = "reports"     // what visitors say is wrong, and words that found nothing
	Secrets    Object = "secrets"     // addresses of confidential locations
	Places     Object = "places"      // areas, boundaries, postcodes
	People     Object = "people"      // public roles: who is who
	Staff      Object = "staff"       // persons, teams, assignments, absence, accounts: states, never secrets
	Settings   Object = "settings"    // name, information point and words of the network
	Trace      Object = "trace"       // audit lines
	Outbox     Object = "outbox"      // addresses and states of mail, never texts or links
	MailIn     Object = "mail in"     // mail that came in and waits for somebody: domains and times, never texts
	Jobs       Object = "jobs"        // background work and what failed
	Retention  Object = "retention"   // how long things are kept, and removing them
	Approval   Object = "approval"    // agreeing to the first removal, which somebody else asked for
	Networks   Object = "networks"    // making another network on this installation; gives no right in it
	Enquiries  Object = "enquiries"
	Cases      Object = "cases"      // codes, lists, states
	CaseTexts  Object = "case texts" // the free text of a case
	Needed     Object = "needed"     // what look-backs said is needed, without the case
	CaseForm   Object = "case form"  // what a network asks of cases of its own
	Referrals  Object = "referrals"
	Figures    Object = "figures"    // suppressed aggregates
	Stories    Object = "stories"    // what staff tell for a report, until its quarter is closed
	Surveys    Object = "surveys"    // rounds of questions, and what came of closed ones
	Volunteers Object = "volunteers" // who wants to help, until somebody found a place

	Activities   Object = "activities"   // what somebody did for the network
	Seats        Object = "seats"        // who sits where on behalf of the network
	Trajectories Object = "trajectories" // trajectories at teams, targets and their funding
	Agreements   Object = "agreements"   // what organisations agreed with each other
	Commitments  Object = "commitments"  // what one side of an agreement will do, by that side
	Teamwork     Object = "teamwork"     // what a team agrees with itself: conversations, actions, its plan

	Meetings Object = "meetings" // groups of the network, who sits in them, and when they meet

	Intervisions Object = "intervisions" // closed meetings of ambassadors: who sits in them, and when

	Introductions Object = "introductions" // what new members of a team were shown
	Glass         Object = "glass"         // broken glasses: who reads what, why and until when; to edit is to break one
)

// Objects are all of them.
var Objects = []Object{
	Directory, OwnEntries, Reports, Secrets, Places, People, Staff, Settings, Trace, Outbox, MailIn, Jobs,
	Retention, Approval, Networks, Enquiries, Cases, CaseTexts, Needed, CaseForm, Referrals, Figures, Stories, Surveys, Volunteers,
	Activities, Seats, Trajectories, Agreements, Commitments, Teamwork, Meetings, Intervisions, Introductions, Glass,
}

// Everyone are all roles.
var Everyone = []Role{Visitor, Operator, Administrator, Coordinator, Ambassador, Desk, Liaison, TeamManager, SocialBroker, Host,
	Professional, Volunteer, Member, Editor, Observer, PrivacyOfficer}

// reach is how far a right goes.
type reach int

const (
	nowhere reach = iota
	own
	ownOrganization
	ownTeam
	ownArea
	network
)

type rights map[Object]map[Action]reach

// may says that a role can read, and edit, this far.
func may(read, edit reach) map[Action]reach { return map[Action]reach{Read: read, Edit: edit} }

// table is who may do what. The rows follow "Who sees what" in docs/privacy.md; TestWhoSeesWhat has it written down a second time.
var table = seated(map[Role]rights{
	Visitor: public(nil),
	Operator: public(rights{
		Reports:       may(network, network),
		Retention:     may(network, network),
		Directory:     may(network, network),
		Secrets:       may(network, nowhere),
		Places:        may(network, network),
		People:        may(network, network),
		Staff:         may(network, network),
		Settings:      may(network, network),
		Trace:         may(network, nowhere),
		Jobs:          may(network, network),
		Outbox:        may(network, nowhere),
		MailIn:        may(network, network),
		Introductions: may(network, network),
		Figures:       may(network, network),
	}),

	Administrator: public(rights{
		Retention:     may(network, nowhere),
		Approval:      may(network, network),
		Networks:      may(network, network),
		Settings:      may(network, network),
		Staff:         may(network, network),
		Places:        may(network, network),
		Outbox:        may(network, nowhere),
		MailIn:        may(network, network),
		Jobs:          may(network, network),
		Introductions: may(network, network),
	}),
	Coordinator: public(rights{
		Reports:       may(network, network),
		Retention:     may(network, network),
		Directory:     may(network, network),
		Secrets:       may(network, nowhere),
		Staff:         may(network, network),
		Trace:         may(network, nowhere),
		Jobs:          may(network, nowhere),
		MailIn:        may(network, network),
		Enquiries:     may(network, network),
		Cases:         may(network, nowhere),
		Needed:        may(network, nowhere),
		CaseForm:      may(network, network),
		Referrals:     may(network, network),
		Figures:       may(network, network),
		Stories:       may(network, network),
		Surveys:       may(network, network),
		Volunteers:    may(network, network),
		Activities:    may(network, own),
		Seats:         may(network, network),
		Trajectories:  may(network, network),
		Agreements:    may(network, network),
		Commitments:   may(network, network),
		Teamwork:      may(network, own),
		Meetings:      may(network, network),
		Intervisions:  may(network, nowhere),
		Introductions: may(network, network),
		Glass:         may(network, network),
	}),
	Ambassador: public(rights{
		Secrets:       may(network, nowhere),
		Staff:         may(network, nowhere),
		Enquiries:     may(ownArea, ownArea),
		Cases:         may(ownArea, ownArea),
		Needed:        may(ownArea, nowhere),
		CaseTexts:     may(ownArea, ownArea),
		Referrals:     may(ownArea, ownArea),
		Figures:       may(ownArea, nowhere),
		Activities:    may(own, own),
		Seats:         may(own, own),
		Teamwork:      may(ownArea, ownArea),
		Intervisions:  may(own, own),
		Stories:       may(network, own),
		Introductions: may(network, ownArea),
		Glass:         may(ownArea, nowhere),
	}),
	Desk: public(rights{
		Reports:    may(network, network),
		Directory:  may(network, network),
		Secrets:    may(network, nowhere),
		Staff:      may(network, nowhere),
		MailIn:     may(network, network),
		Enquiries:  may(network, network),
		Referrals:  may(own, own),
		Figures:    may(own, nowhere),
		Stories:    may(network, own),
		Volunteers: may(network, network),
		Activities: may(own, own),
		Seats:      may(own, own),
	}),
	Liaison: public(rights{
		Staff:         may(ownTeam, ownTeam),
		Enquiries:     may(ownTeam, nowhere),
		Cases:         may(ownTeam, ownTeam),
		Needed:        may(ownTeam, nowhere),
		CaseTexts:     may(ownTeam, ownTeam),
		Referrals:     may(ownTeam, ownTeam),
		Figures:       may(ownTeam, nowhere),
		Stories:       may(network, own),
		Teamwork:      may(ownTeam, ownTeam),
		Introductions: may(ownTeam, ownTeam),
	}),
	TeamManager: public(rights{
		Figures:  may(ownTeam, nowhere),
		Teamwork: may(ownTeam, own),
	}),
	SocialBroker: public(rights{
		Enquiries: may(ownArea, nowhere),
		Cases:     may(ownArea, ownArea),
		CaseTexts: may(ownArea, ownArea),
		Referrals: may(ownArea, ownArea),
		Figures:   may(ownArea, nowhere),
		Stories:   may(network, own),
	}),
	Host: public(rights{
		OwnEntries: may(ownOrganization, ownOrganization),
		Enquiries:  may(ownArea, ownArea),
		Referrals:  may(ownOrganization, ownOrganization),
		Figures:    may(ownOrganization, nowhere),
	}),
	Professional: public(rights{
		Enquiries: may(own, own),
		Cases:     may(ownTeam, nowhere),
		Referrals: may(own, own),
		Figures:   may(ownTeam, nowhere),
		Teamwork:  may(ownTeam, own),
	}),
	Volunteer: public(nil),
	Member: public(rights{
		Agreements:  may(ownOrganization, nowhere),
		Commitments: may(ownOrganization, ownOrganization),
		OwnEntries:  may(ownOrganization, ownOrganization),
		Referrals:   may(ownOrganization, ownOrganization),
		Figures:     may(ownOrganization, nowhere),
	}),
	Editor: public(rights{
		Reports:   may(network, network),
		Directory: may(network, network),
		Secrets:   may(network, nowhere),
	}),
	Observer: public(rights{
		Figures: may(network, nowhere),
		Surveys: may(network, nowhere),
	}),
	PrivacyOfficer: public(rights{
		Retention: may(network, network),
		Approval:  may(network, network),
		Trace:     may(network, nowhere),
		Glass:     may(network, nowhere),
	}),
})

// seated lets whoever has an account do with the own groups what the seat allows: package group tells whose a group is.
func seated(all map[Role]rights) map[Role]rights {
	for role, r := range all {
		if _, ok := r[Meetings]; !ok && role != Visitor && role != Operator {
			r[Meetings] = may(own, own)
		}
	}
	return all
}

// public adds to the rights of a role what everyone may read.
func public(r rights) rights {
	all := rights{Directory: may(network, nowhere), Places: may(network, nowhere), People: may(network, nowhere), Settings: may(network, nowhere)}
	for object, actions := range r {
		all[object] = actions
	}
	return all
}
