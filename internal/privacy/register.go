package privacy

import "samenspel/internal/access"

// Category says how near a piece of data comes to a person.
type Category string

// The categories.
const (
	None      Category = "none"      // about no person: keys, versions, codes
	Open      Category = "public"    // about a person, and there to be shown to everyone
	Worker    Category = "staff"     // about someone who works here, for colleagues
	Contact   Category = "contact"   // by which somebody can be reached or is known, and not for everyone
	Sensitive Category = "sensitive" // about health or circumstances, or a secret that protects somebody
)

// Basis is why the law (AVG art. 6) allows a processing.
type Basis string

// The bases.
const (
	NoData     Basis = "none"       // there is no personal data in it
	Interest   Basis = "interest"   // a legitimate interest of the network (6.1.f)
	Agreed     Basis = "consent"    // somebody said yes to it (6.1.a)
	Obligation Basis = "obligation" // the law asks for it: security, accountability (6.1.c)
)

// Words are a text in the languages of the product.
type Words struct{ NL, EN string }

// In gives the words in a language; any other than "en" gets Dutch.
func (w Words) In(lang string) string {
	if lang == "en" {
		return w.EN
	}
	return w.NL
}

// Processing is an entry of the register (AVG art. 30): what is done with data about whom, why, and for how long.
type Processing struct {
	Name    Words
	Purpose Words
	Whose   Words // whose data it is; empty = nobody's
	Data    Words // what it is, for the privacy statement
	Basis   Basis
	Kept    Words         // how long, when no term of the network says so
	Term    Object        // whose term says how long; "" = Kept does
	Seen    access.Object // who may read it, by the table of rights; "" = nobody on a screen
	Cases   bool          // its tables are about people who are helped: nothing may name them
	Tables  []Table
}

// Table says of every column of a table how near it comes to a person. Names of columns are separated by spaces.
type Table struct {
	Name    string
	Columns map[Category]string
	Hidden  string        // columns that fewer people see than the rest
	Seen    access.Object // who sees those
}

// Register is every table and column of the database, under what it is for. A test holds it against the database: a
// column that is not here, or is no more, fails.
var Register = []Processing{
	{
		Name:    Words{"Wijzer met hulp in de buurt", "Directory of help nearby"},
		Purpose: Words{"Laten zien welke hulp er is, en wie die geeft.", "Showing which help there is, and who gives it."},
		Whose:   Words{"Contactpersonen van organisaties", "Contact persons of organisations"},
		Data:    Words{"telefoon en e-mail van een organisatie", "phone and e-mail of an organisation"},
		Basis:   Interest, Seen: access.Directory,
		Kept: Words{"Zolang de organisatie dit aanbiedt.", "As long as the organisation offers this."},
		Tables: []Table{
			{Name: "organization", Hidden: "provenance", Seen: access.Secrets, Columns: map[Category]string{Open: "phone email", Contact: "provenance", None: "network_id id run_id slug source ref kind name description url legal_form member commercial invited_at survivor_id withdrawn_at version created_at updated_at"}},
			{Name: "service", Hidden: "provenance", Seen: access.Secrets, Columns: map[Category]string{Open: "phone email", Contact: "provenance", None: `network_id id run_id organization_id slug source ref title description words needs audiences forms costs access age_min age_max
				cost_note does does_not different sought no_professionals languages hours url serves capacity places_free waiting_weeks confirmed_at confirmed_by rhythm survivor_id withdrawn_at version created_at updated_at`}},
			{Name: "location", Columns: map[Category]string{None: "network_id id organization_id name area_id confidential", Sensitive: "address postcode latitude longitude"},
				Hidden: "address postcode latitude longitude", Seen: access.Secrets},
			{Name: "hidden_run", Columns: map[Category]string{None: "network_id run_id"}},
			{Name: "source", Columns: map[Category]string{Contact: "owner", None: "network_id id name kind address every_hours mapping rules etag modified cursor_at fetched_at version"}, Hidden: "owner", Seen: access.Secrets},
			{Name: "harvest_run", Columns: map[Category]string{Worker: "person_id", None: "network_id id source state automatic report done total started_at touched_at ended_at"}, Hidden: "person_id", Seen: access.Secrets},
			{Name: "harvest_change", Columns: map[Category]string{Sensitive: "before after", Contact: "fields", None: "network_id run_id seq kind record_id ref title what settled"}, Hidden: "before after fields", Seen: access.Secrets},
			{Name: "upkeep_round", Columns: map[Category]string{None: "network_id organization_id generation asked_at reminded_at call_at"}},
			{Name: "website", Columns: map[Category]string{None: "network_id url status failures seen_at"}},
			{Name: "linkage_pair", Columns: map[Category]string{None: "network_id id kind left_id right_id state weight reasons automatic found_at decided_at survivor_id", Worker: "decided_by"}},
			{Name: "service_location", Columns: map[Category]string{None: "network_id service_id location_id"}},
		},
	},
	{
		Name:    Words{"Bestanden van bronnen", "Files of sources"},
		Purpose: Words{"Een bestand inlezen, en nog eens als de kolommen anders bedoeld zijn.", "Reading a file, and once more when its columns mean something else."},
		Whose:   Words{"Contactpersonen van organisaties", "Contact persons of organisations"},
		Data:    Words{"het bestand zoals het gestuurd is", "the file as it was sent"},
		Basis:   Interest, Term: SourceFile, Seen: access.Secrets,
		Tables: []Table{{Name: "harvest_part", Columns: map[Category]string{Sensitive: "data", None: "network_id run_id seq name"}, Hidden: "data"}},
	},
	{
		Name:    Words{"Wie is wie in het netwerk", "Who is who in the network"},
		Purpose: Words{"Laten zien wie u kunt bellen, en het werk verdelen.", "Showing whom you can call, and dividing the work."},
		Whose:   Words{"Medewerkers en vrijwilligers met een taak", "Workers and volunteers with a task"},
		Data:    Words{"naam, foto, telefoon, e-mail, organisatie, taken, scholing, uren en afwezigheid", "name, photo, phone, e-mail, organisation, tasks, training, hours and absence"},
		Basis:   Interest, Seen: access.Staff,
		Kept: Words{"Zolang iemand een taak, team of account heeft.", "As long as someone has a task, team or account."},
		Tables: []Table{
			{Name: "person", Columns: map[Category]string{Open: "name phone email quote organization_id portrait", None: "network_id id ref version portrait_hash"}},
			{Name: "assignment", Columns: map[Category]string{Open: "person_id role area_id days consulting", Worker: "variant team_id organization_id sector hours_week paid funding starts_at ends_at", None: "network_id id rule_id"}},
			{Name: "team", Columns: map[Category]string{Worker: "email", None: "network_id id name kind area_id volunteers core_group version"}},
			{Name: "membership", Columns: map[Category]string{Worker: "team_id person_id kind specialism starts_at ends_at reminded_at", None: "network_id id"}},
			{Name: "training", Columns: map[Category]string{Worker: "membership_id name done_on", None: "network_id id"}},
			{Name: "group_rule", Columns: map[Category]string{None: "network_id id name role area_id team_id organization_id"}},
			{Name: "onboarding", Columns: map[Category]string{Worker: "membership_id step done_at done_by", None: "network_id"}},
			{Name: "absence", Columns: map[Category]string{Worker: "person_id stand_in_id starts_at ends_at", None: "network_id id"}},
		},
	},
	{
		Name:    Words{"Inloggen", "Signing in"},
		Purpose: Words{"Alleen de juiste mensen binnenlaten.", "Letting in the right people only."},
		Whose:   Words{"Wie een account heeft", "Who has an account"},
		Data:    Words{"e-mail, beveiligd wachtwoord, tweede sleutel en apparaten", "e-mail, protected password, second key and devices"},
		Basis:   Obligation, Seen: access.Staff,
		Kept: Words{"Zolang het account er is. Daarna alleen dat het er was.", "As long as the account exists. After that only that it existed."},
		Tables: []Table{
			{Name: "account", Columns: map[Category]string{Contact: "person_id email", Worker: "state created_at updated_at", Sensitive: "password totp totp_new", None: "network_id id handle totp_step version shortcuts text_size lang"}, Hidden: "password totp totp_new handle"},
			{Name: "account_passkey", Columns: map[Category]string{Worker: "account_id name created_at used_at", Sensitive: "credential", None: "network_id id doubted"}, Hidden: "credential"},
			{Name: "account_recovery", Columns: map[Category]string{Worker: "account_id used_at", Sensitive: "hash", None: "network_id"}, Hidden: "hash"},
			{Name: "account_identity", Columns: map[Category]string{Contact: "subject", Worker: "account_id created_at", None: "network_id issuer"}, Hidden: "subject"},
		},
	},
	{
		Name:    Words{"Sessies en links", "Sessions and links"},
		Purpose: Words{"Onthouden wie is ingelogd, en raden van wachtwoorden tegengaan.", "Remembering who is signed in, and stopping guesses of passwords."},
		Whose:   Words{"Wie inlogt of dat probeert", "Who signs in or tries to"},
		Data:    Words{"soort apparaat en tijden", "kind of device and times"},
		Basis:   Obligation, Term: AccountTrace, Seen: access.Staff,
		Tables: []Table{
			{Name: "account_link", Columns: map[Category]string{Worker: "account_id purpose created_at expires_at used_at", Sensitive: "hash", None: "network_id id"}, Hidden: "hash"},
			{Name: "account_ceremony", Columns: map[Category]string{Worker: "account_id expires_at", Sensitive: "hash data", None: "network_id kind"}, Hidden: "hash data"},
			{Name: "account_session", Columns: map[Category]string{Worker: "account_id stage class strong method device began_at seen_at idle_until ends_at", Sensitive: "hash", None: "network_id id"}, Hidden: "hash"},
			{Name: "account_tally", Columns: map[Category]string{Contact: "key", Worker: "failures last_at waits_until good_at", None: "network_id"}, Hidden: "key"},
		},
	},
	{
		Name:    Words{"Mail versturen", "Sending mail"},
		Purpose: Words{"Mail bezorgen en zien wat mislukte.", "Delivering mail and seeing what failed."},
		Whose:   Words{"Wie mail krijgt", "Who gets mail"},
		Data:    Words{"e-mailadres, naam, welke mail en of die aankwam", "e-mail address, name, which mail and whether it arrived"},
		Basis:   Interest, Term: Mail, Seen: access.Outbox,
		Tables: []Table{{Name: "outbox", Columns: map[Category]string{Contact: "address name args", Worker: "kind lang object thread_id in_reply_to message_id state sent_at created_at", None: "network_id id generation attempts unknowns last_error"},
			Hidden: "name args object thread_id in_reply_to message_id"}},
	},
	{
		Name:    Words{"Mail lezen", "Reading mail"},
		Purpose: Words{"Elke mail één keer lezen en er geen verliezen.", "Reading every mail once and losing none."},
		Whose:   Words{"Wie ons mailt", "Who mails us"},
		Data:    Words{"de mail zelf, verzegeld, tot iemand hem heeft; daarna alleen dat hij kwam", "the mail itself, sealed, until somebody has it; after that only that it came"},
		Basis:   Interest, Term: IncomingMail, Seen: access.MailIn,
		Tables: []Table{{Name: "mail_in", Columns: map[Category]string{Contact: "domain essence message sender", Sensitive: "raw",
			None: "network_id id box validity uid cut state reason forced thread_id answered received_at ended_at"}, Hidden: "essence message sender raw box validity uid thread_id"}},
	},
	{
		Name:    Words{"Spoor", "Trace"},
		Purpose: Words{"Laten zien wie wat deed of bekeek.", "Showing who did or viewed what."},
		Whose:   Words{"Wie hier werkt", "Who works here"},
		Data:    Words{"wie, wanneer, welke handeling en waarover", "who, when, which act and about what"},
		Basis:   Obligation, Term: AuditSegment, Seen: access.Trace,
		Tables: []Table{
			{Name: "audit_line", Columns: map[Category]string{Worker: "at person_id roles action object object_id outcome purpose origin", None: "network_id seq hash"}},
			{Name: "audit_head", Columns: map[Category]string{None: "network_id seq hash"}},
			{Name: "audit_segment", Columns: map[Category]string{None: "network_id seq hash closed_at signature"}},
		},
	},
	{
		Name:    Words{"Meldingen van bezoekers", "Reports of visitors"},
		Purpose: Words{"Verbeteren wat niet klopt, en woorden toevoegen waarmee niemand iets vond.", "Mending what is wrong, and adding words that found nothing."},
		Whose:   Words{"Bezoekers", "Visitors"},
		Data:    Words{"de tekst van een melding, en woorden die drie bezoekers zochten; nooit wie", "the text of a report, and words that three visitors looked for; never who"},
		Basis:   Interest, Term: Report, Seen: access.Reports,
		Tables: []Table{
			{Name: "correction", Columns: map[Category]string{Contact: "text", None: "network_id id service_id organization_id made_at outcome ended_at"}, Hidden: "text"},
			{Name: "own_word", Columns: map[Category]string{None: "network_id kind words made_at"}},
			{Name: "missed", Columns: map[Category]string{None: "network_id hash words"}},
			{Name: "missed_by", Columns: map[Category]string{Contact: "visitor", None: "network_id hash at"}, Hidden: "visitor"},
		},
	},
	{
		Name:    Words{"Vragen aan het Informatiepunt", "Questions to the information point"},
		Purpose: Words{"Vragen beantwoorden of doorgeven, op tijd.", "Answering questions or passing them on, in time."},
		Whose:   Words{"Wie iets vraagt, en wie de vraag behandelt", "Who asks something, and who deals with it"},
		Data:    Words{"wat iemand vraagt, zonder wie het is; wie de vraag heeft; welk aanbod is genoemd", "what somebody asks, without who it is; who has the question; which services were named"},
		Basis:   Interest, Term: EnquiryText, Seen: access.Enquiries,
		Tables: []Table{
			{Name: "enquiry", Columns: map[Category]string{Sensitive: "note code", Worker: "owner_id made_by", None: `network_id id request channel state kind asker whom needs area_id urgency outside
				received_on began_on next_on due_on answer_due answered_on passed_on touched_on reminded_at escalated_at outcome ended_at erased made_at team_id version`}},
			{Name: "enquiry_event", Columns: map[Category]string{Sensitive: "reason", Worker: "person_id to_id", None: "network_id enquiry_id id at act state"}},
			{Name: "enquiry_given", Columns: map[Category]string{None: "network_id enquiry_id service_id title organization needs given_at"}},
			{Name: "answer_words", Columns: map[Category]string{None: "network_id need words version"}},
		},
	},
	{
		Name:    Words{"Wie iets vroeg", "Who asked something"},
		Purpose: Words{"Iemand terugbellen of mailen, en bij een nieuw gesprek terugvinden.", "Calling or writing back, and finding somebody who calls again."},
		Whose:   Words{"Wie iets vraagt aan het Informatiepunt", "Who asks the information point something"},
		Data:    Words{"naam, telefoon en e-mail, verzegeld en apart bewaard", "name, phone and e-mail, sealed and kept apart"},
		Basis:   Interest, Term: EnquiryContact, Seen: access.Enquiries,
		Tables: []Table{{Name: "enquiry_contact", Columns: map[Category]string{Contact: "sealed phone_hash", None: "network_id enquiry_id"}}},
	},
	{
		Name:    Words{"Wat iemand aan het typen was", "What somebody was typing"},
		Purpose: Words{"Een gesprek niet kwijtraken als de computer uitvalt.", "Not losing a call when the computer fails."},
		Whose:   Words{"Wie iets vraagt aan het Informatiepunt", "Who asks the information point something"},
		Data:    Words{"de velden van een vraag, verzegeld, alleen voor wie typt", "the fields of a question, sealed, for who types only"},
		Basis:   Interest, Term: Draft, Seen: access.Enquiries,
		Tables: []Table{{Name: "enquiry_draft", Columns: map[Category]string{Sensitive: "sealed", Worker: "person_id", None: "network_id id changed_at"}, Hidden: "sealed"}},
	},
	{
		Name:    Words{"Wie wil helpen", "Who wants to help"},
		Purpose: Words{"Iemand die wil helpen in contact brengen met een organisatie.", "Bringing somebody who wants to help into contact with an organisation."},
		Whose:   Words{"Wie vrijwilliger wil worden", "Who wants to volunteer"},
		Data:    Words{"naam, telefoon en e-mail, verzegeld, tot iemand een plek heeft; wat, waar en wanneer; welke organisaties", "name, phone and e-mail, sealed, until somebody has a place; what, where and when; which organisations"},
		Basis:   Agreed, Term: SignUp, Seen: access.Volunteers,
		Tables: []Table{
			{Name: "volunteer", Columns: map[Category]string{None: `network_id id request code state needs audiences form moments area_id next_on due_on touched_at asked_at
				escalated_at outcome ended_at version`}, Hidden: "code"},
			{Name: "volunteer_contact", Columns: map[Category]string{Contact: "sealed", None: "network_id volunteer_id"}, Hidden: "sealed"},
			{Name: "introduction", Columns: map[Category]string{None: "network_id volunteer_id organization_id service_id sent_at answer answered_at"}},
		},
	},
	{
		Name:    Words{"Burenhulp", "Neighbours helping"},
		Purpose: Words{"Inwoners die elkaar willen helpen bij elkaar brengen.", "Bringing residents together who want to help each other."},
		Whose:   Words{"Wie burenhulp vraagt of aanbiedt", "Who asks or offers small help"},
		Data:    Words{"naam, telefoon en e-mail, verzegeld, tot het is afgerond; wat iemand vraagt of aanbiedt, zonder wie het is", "name, phone and e-mail, sealed, until it ends; what somebody asks or offers, without who it is"},
		Basis:   Agreed, Term: Neighbour, Seen: access.Volunteers,
		Tables: []Table{
			{Name: "neighbour", Columns: map[Category]string{Sensitive: "words", None: "network_id id request code side state need area_id next_on due_on touched_at told_at late_at outcome ended_at version"}, Hidden: "code"},
			{Name: "neighbour_contact", Columns: map[Category]string{Contact: "sealed", None: "network_id neighbour_id"}, Hidden: "sealed"},
			{Name: "neighbour_pair", Columns: map[Category]string{None: "network_id ask_id offer_id made_at ask_yes offer_yes refused"}},
		},
	},
	{
		Name:    Words{"Enquêtes", "Surveys"},
		Purpose: Words{"Horen wat het netwerk partners en inwoners brengt.", "Hearing what the network brings partners and residents."},
		Basis:   NoData, Seen: access.Surveys,
		Kept: Words{"Zolang het netwerk bestaat; alleen aantallen.", "As long as the network exists; counts only."},
		Tables: []Table{
			{Name: "survey_round", Columns: map[Category]string{None: "network_id id questionnaire team_id opened_on closes_on reminded_at closed_on version"}},
			{Name: "survey_ticket", Columns: map[Category]string{None: "network_id hash round_id population used"}, Hidden: "hash"},
			{Name: "survey_count", Columns: map[Category]string{None: "network_id round_id population question answer n"}},
		},
	},
	{
		Name:    Words{"Activiteiten", "Activities"},
		Purpose: Words{"Laten zien wat ambassadeurs, coördinator en Informatiepunt doen.", "Showing what ambassadors, coordinator and information point do."},
		Whose:   Words{"Wie iets doet voor het netwerk", "Who does something for the network"},
		Data:    Words{"dag, soort, uren, wijk of team, met wie, en hoeveel mensen kwamen; nooit wie er kwam", "day, kind, hours, area or team, with whom, and how many people came; never who came"},
		Basis:   Interest, Term: Activity, Seen: access.Activities,
		Tables: []Table{{Name: "activity", Columns: map[Category]string{Worker: "person_id held_on partner note", None: "network_id id kind hours area_id team_id people version"}}},
	},
	{
		Name:    Words{"Wie zit waar namens het netwerk", "Who sits where on behalf of the network"},
		Purpose: Words{"Weten wie waar zit, en horen wat daar speelt.", "Knowing who sits where, and hearing what is going on there."},
		Whose:   Words{"Wie namens het netwerk ergens zit", "Who sits somewhere on behalf of the network"},
		Data:    Words{"waar iemand zit, sinds wanneer, en wat daarvan verteld is", "where somebody sits, since when, and what was told of it"},
		Basis:   Interest, Term: Seat, Seen: access.Seats,
		Tables: []Table{
			{Name: "seat", Columns: map[Category]string{Worker: "person_id starts_on ended_on", None: "network_id id body brief next_on version"}},
			{Name: "seat_report", Columns: map[Category]string{Worker: "words", None: "network_id seat_id id due_on told_on"}},
		},
	},
	{
		Name:    Words{"Trajecten en doelen", "Trajectories and targets"},
		Purpose: Words{"Weten waar een ambassadeur aanschuift, wat dat kost en wat het brengt.", "Knowing where an ambassador works along, what that costs and what it brings."},
		Basis:   NoData, Seen: access.Trajectories,
		Kept: Words{"Zolang het netwerk bestaat; over teams en wijken, niet over mensen.", "As long as the network exists; about teams and areas, not about people."},
		Tables: []Table{
			{Name: "trajectory", Columns: map[Category]string{None: "network_id id team_id area_id programme starts_on ends_on hours_week measure aim funding second second_share rate funded_until evaluation version"}},
			{Name: "target", Columns: map[Category]string{None: "network_id id team_id area_id year measure aim"}},
		},
	},
	{
		Name:    Words{"Afspraken tussen organisaties", "Agreements between organisations"},
		Purpose: Words{"Weten wat organisaties elkaar toezeggen, en hoe ver dat is.", "Knowing what organisations promise each other, and how far that is."},
		Whose:   Words{"Wie een organisatie noemt als iemand die u mag bellen", "Whom an organisation names as somebody you may call"},
		Data:    Words{"naam, waar iemand van weet, en telefoon of e-mail van het werk", "name, what somebody knows of, and phone or e-mail at work"},
		Basis:   Interest, Term: AgreementContact, Seen: access.Agreements,
		Tables: []Table{{Name: "agreement", Columns: map[Category]string{Contact: "contacts",
			None: "network_id id kind from_id to_id subject text starts_on ends_on targets looked_on words signatures commitments costs version"}}},
	},
	{
		Name:    Words{"Wat een team afspreekt", "What a team agrees"},
		Purpose: Words{"Een team helpen om goed samen te werken met informele zorg.", "Helping a team to work well with informal care."},
		Whose:   Words{"Wie in een team werkt", "Who works in a team"},
		Data:    Words{"wie wat doet, en voor welke dag", "who does what, and by which day"},
		Basis:   Interest, Term: Teamwork, Seen: access.Teamwork,
		Tables: []Table{
			{Name: "team_plan", Columns: map[Category]string{Worker: "texts", None: "network_id team_id motto review_on changed_on version"}},
			{Name: "team_talk", Columns: map[Category]string{Worker: "notes", None: "network_id id team_id begun_on finished_on changed_on version"}},
			{Name: "team_action", Columns: map[Category]string{Worker: "what person_id due_on done_on", None: "network_id id team_id talk_id point version"}},
		},
	},
	{
		Name:    Words{"Wie in welke groep zit", "Who sits in which group"},
		Purpose: Words{"Weten wie het netwerk bij elkaar roept, en namens wie.", "Knowing whom the network calls together, and on whose behalf."},
		Whose:   Words{"Wie in een groep van het netwerk zit", "Who sits in a group of the network"},
		Data:    Words{"naam en e-mailadres, namens welke organisatie, rol en sinds wanneer", "name and e-mail address, for which organisation, role and since when"},
		Basis:   Interest, Term: GroupSeat, Seen: access.Meetings,
		Tables: []Table{
			{Name: "meeting_group", Columns: map[Category]string{None: "network_id id kind name places rhythm_unit rhythm_least rhythm_most from_id goal due_on state report answer starts_on version"}},
			{Name: "group_seat", Columns: map[Category]string{Contact: "contact email", Worker: "person_id role paid mandate joined_on left_on", None: "network_id id group_id organization_id every blood version"}},
		},
	},
	{
		Name:    Words{"Bijeenkomsten van groepen", "Meetings of groups"},
		Purpose: Words{"Bij elkaar komen met een agenda die iedereen vooraf kent.", "Meeting with an agenda that everybody knows beforehand."},
		Whose:   Words{"Wie in een groep van het netwerk zit, en gasten", "Who sits in a group of the network, and guests"},
		Data:    Words{"wie is uitgenodigd, wat die antwoordde en of die er was; wie een punt voorstelde; wie wat zou doen", "who was invited, what they answered and whether they came; who proposed an item; who would do what"},
		Basis:   Interest, Term: Meeting, Seen: access.Meetings,
		Tables: []Table{
			{Name: "meeting", Columns: map[Category]string{None: "network_id id group_id held_on from_minute until_minute place theme invited_at off minutes minutes_state version"}},
			{Name: "meeting_item", Columns: map[Category]string{Worker: "owner seat_id", None: "network_id id meeting_id kind title notes minutes guests state reason"}},
			{Name: "meeting_invitee", Columns: map[Category]string{Contact: "contact email instead", Worker: "answer answered_at reminded_at came", None: "network_id id meeting_id seat_id guest"}},
			{Name: "meeting_point", Columns: map[Category]string{Worker: "seat_id", None: "network_id id meeting_id kind text due_on done_on reminded"}},
		},
	},
	{
		Name:    Words{"Doorverwijzingen", "Referrals"},
		Purpose: Words{"Een hulpvraag doorgeven aan een organisatie, en horen wat ervan kwam.", "Passing a need on to an organisation, and hearing what came of it."},
		Whose:   Words{"Inwoners, zonder wie het zijn; en wie doorverwijst", "Residents, without who they are; and who refers"},
		Data:    Words{"soort hulp, wijk, wens en toestemming; wie doorverwijst; nooit wie de inwoner is", "kind of help, area, wish and consent; who refers; never who the resident is"},
		Basis:   Interest, Term: ReferralText, Seen: access.Referrals,
		Tables: []Table{
			{Name: "referral", Columns: map[Category]string{Sensitive: "wish tasks", Worker: "sender_id referrer_id made_by", None: `network_id id request code origin origin_id area_id team_id need aim service_id organization_id
				urgency state began_on next_on due_on asked_at returned_at escalated_at stuck_on answer_due sent_on answered_at answered_by agreed_on look_next look_due look_asked_at look_late_at looked_on
				started_on stepped_on stepped reason result before_id advised_id ended_at erased made_at version`}},
			{Name: "referral_event", Columns: map[Category]string{Sensitive: "reason", Worker: "person_id", None: "network_id referral_id id at side act state news"}},
			{Name: "referral_reply", Columns: map[Category]string{None: "network_id referral_id mail_id"}},
			{Name: "consent", Columns: map[Category]string{Worker: "noted_by", None: "network_id referral_id id item organization_id giver form until_on given_at withdrawn_at"}},
			{Name: "referral_signal", Columns: map[Category]string{Sensitive: "text answer", Worker: "answered_by", None: "network_id referral_id id side made_at due_on escalated_at answered_at"}},
			{Name: "room_question", Columns: map[Category]string{Worker: "asked_by", None: "network_id id need area_id made_at due_on"}},
			{Name: "room_asked", Columns: map[Category]string{None: "network_id question_id organization_id service_id answer weeks answered_at"}},
		},
	},
	{
		Name:    Words{"Hulpverleners die doorverwijzen", "Professionals who refer"},
		Purpose: Words{"Vragen wat de inwoner koos, en laten weten wat ervan kwam.", "Asking what the resident chose, and telling what came of it."},
		Whose:   Words{"Hulpverleners", "Professionals"},
		Data:    Words{"naam, werkadres voor e-mail en team", "name, e-mail address at work and team"},
		Basis:   Interest, Term: Referring, Seen: access.Referrals,
		Tables: []Table{{Name: "referrer", Columns: map[Category]string{Contact: "name email", Worker: "person_id team_id", None: "network_id id made_at digest_on digest_off told_on owed owed_news"}}},
	},
	{
		Name:    Words{"Wie de inwoner is, bij een doorverwijzing", "Who the resident is, with a referral"},
		Purpose: Words{"De organisatie laten bellen, als de inwoner dat goed vindt.", "Letting the organisation call, when the resident agrees."},
		Whose:   Words{"Inwoners die daar toestemming voor gaven", "Residents who agreed to it"},
		Data:    Words{"naam, telefoon en e-mail, verzegeld; alleen de organisatie kan ze openen", "name, phone and e-mail, sealed; only the organisation can open them"},
		Basis:   Agreed, Term: SealedContact, Seen: access.Referrals,
		Tables: []Table{{Name: "referral_contact", Columns: map[Category]string{Contact: "sealed", None: "network_id referral_id made_at"}, Hidden: "sealed"}},
	},
	{
		Name:    Words{"Casussen", "Cases"},
		Purpose: Words{"Samen kijken wat een vrijwilliger kan doen, en horen wat ervan kwam.", "Looking together what a volunteer could do, and hearing what came of it."},
		Whose:   Words{"Wie een casus bespreekt; van wie geholpen wordt staat er niet wie het is", "Who discusses a case; of who is helped it does not say who it is"},
		Data:    Words{"een willekeurige code, soorten hulp, wijk, korte tekst zonder namen; wie de casus heeft; wat er nodig is, wat de coördinator zonder de casus leest", "a random code, kinds of help, area, a short text without identities; who has the case; what is needed, which the coordinator reads without the case"},
		Basis:   Interest, Term: CaseText, Seen: access.Cases, Cases: true,
		Tables: []Table{
			{Name: "discussed_case", Columns: map[Category]string{Sensitive: "code words", Worker: "owner_id professional", None: "network_id id team_id area_id own_network carer level level_after accent opened_on ended_at erased rounded version"}},
			{Name: "case_need", Columns: map[Category]string{Sensitive: "text", Worker: "owner_id", None: `network_id id case_id place help audience ages aim services helped_before helps_now moment from_team own_answers state fit reason wanted
				began_on next_on due_on reminded_at escalated_at opened_on agreed_on outcome ended_on lead_days`}, Hidden: "text", Seen: access.CaseTexts},
			{Name: "case_action", Columns: map[Category]string{Sensitive: "text", Worker: "owner_id", None: "network_id id case_id began_on next_on due_on reminded_at escalated_at result ended_on"}, Hidden: "text", Seen: access.CaseTexts},
			{Name: "case_event", Columns: map[Category]string{Sensitive: "reason", Worker: "person_id", None: "network_id case_id id at need_id act state"}, Hidden: "reason", Seen: access.CaseTexts},
			{Name: "discussion", Columns: map[Category]string{Worker: "leader_id", None: "network_id id team_id area_id kind held_on closed_at"}},
			{Name: "discussion_member", Columns: map[Category]string{Worker: "person_id", None: "network_id discussion_id"}},
			{Name: "discussion_case", Columns: map[Category]string{None: "network_id discussion_id case_id"}},
			{Name: "case_slip", Columns: map[Category]string{None: "network_id code words team_id printed_at"}},
			{Name: "case_bringer", Columns: map[Category]string{Worker: "hash", None: "network_id team_id quarter"}, Hidden: "hash"},
			{Name: "own_question", Columns: map[Category]string{None: "network_id id area_id text since since_on gone gone_on"}},
			{Name: "case_count", Columns: map[Category]string{None: "network_id month team_id area_id help outcome n"}},
			{Name: "discussion_count", Columns: map[Category]string{None: "network_id month team_id kind n led"}},
		},
	},
	{
		Name:    Words{"Overgenomen lijst van casussen", "List of cases that was taken over"},
		Purpose: Words{"Laten zien wat er sinds het begin is besproken.", "Showing what was discussed since the beginning."},
		Whose:   Words{"Inwoners over wie is overlegd, zonder dat zij te herkennen zijn", "Residents who were discussed, without it being clear who they are"},
		Data:    Words{"maand, team, wijk en keuzes uit vaste lijsten; geen tekst", "month, team, area and choices from fixed lists; no text"},
		Basis:   Interest, Term: PastCase, Seen: access.Figures, Cases: true,
		Tables: []Table{
			{Name: "past_case", Columns: map[Category]string{None: "network_id id code month team area asker taken_at"}},
			{Name: "past_need", Columns: map[Category]string{None: "network_id case_id place help fit organization passed active passed_days active_days stepped reason"}},
			{Name: "past_code", Columns: map[Category]string{None: "network_id hash"}},
		},
	},
	{
		Name:    Words{"Cijfers", "Figures"},
		Purpose: Words{"Laten zien wat het netwerk doet en waar iets ontbreekt.", "Showing what the network does and where something is missing."},
		Whose:   Words{"Wie een kwartaal sluit", "Who closes a quarter"},
		Data:    Words{"aantallen, en wie een kwartaal sloot", "counts, and who closed a quarter"},
		Basis:   Interest, Seen: access.Figures, Kept: Words{"Zolang het netwerk bestaat. Het zijn aantallen.", "As long as the network exists. They are counts."},
		Tables: []Table{
			{Name: "figure", Columns: map[Category]string{None: "network_id cut month part sub past n suitable passed_on started in_time active stepped_down"}},
			{Name: "gap", Columns: map[Category]string{Worker: "changed_by", None: "network_id id area help words source state signalled_at changed_at service_id"}},
			{Name: "report_unmailed", Columns: map[Category]string{Worker: "person_id", None: "network_id"}},
			{Name: "slide", Columns: map[Category]string{Worker: "taken_by", Sensitive: "words", None: "network_id id team_id area state usual last since told_at reminded_at closed_at"}, Hidden: "words"},
			{Name: "direct_count", Columns: map[Category]string{None: "network_id organization_id month asked_at answer answered_at"}},
			{Name: "closed_quarter", Columns: map[Category]string{Worker: "closed_by", None: "network_id quarter closed_at facts document hash"}, Hidden: "facts"},
			{Name: "quarter_correction", Columns: map[Category]string{Worker: "made_by", None: "network_id quarter number made_at known shown"}, Hidden: "known"},
		},
	},
	{
		Name:    Words{"Verhalen in een verslag", "Stories in a report"},
		Purpose: Words{"Vertellen wat er gebeurde, naast de cijfers.", "Telling what happened, beside the figures."},
		Whose:   Words{"Wie een verhaal schrijft of bekijkt; over wie het gaat staat er niet", "Who writes or looks at a story; it does not say whom it is about"},
		Data:    Words{"een tekst zonder namen, en wie hem schreef, las en goedkeurde", "a text without names, and who wrote, read and approved it"},
		Basis:   Interest, Term: Story, Seen: access.Stories, Cases: true,
		Tables: []Table{{Name: "report_story", Columns: map[Category]string{Sensitive: "text", Worker: "written_by seen_by approved_by", None: "network_id id quarter written_at seen_at approved_at"}}},
	},
	{
		Name:    Words{"Met spoed inzien", "Opening in an emergency"},
		Purpose: Words{"Iemand met spoed helpen, en zien wie dat deed.", "Helping somebody in an emergency, and seeing who did."},
		Whose:   Words{"Wie met spoed iets opent", "Who opens something in an emergency"},
		Data:    Words{"wie, wanneer, wat en waarom", "who, when, what and why"},
		Basis:   Obligation, Term: Opening, Seen: access.Glass,
		Tables: []Table{{Name: "glass", Columns: map[Category]string{Worker: "person_id reason opened_at closes_at", None: "network_id id object object_id area_id"}}},
	},
	{
		Name:    Words{"Opruimen", "Removing"},
		Purpose: Words{"Op tijd wissen, en bewijzen dat het gebeurde.", "Removing in time, and proving that it happened."},
		Whose:   Words{"Wie om het wissen vroeg", "Who asked for the removal"},
		Data:    Words{"wie erom vroeg, wie het goed vond en wanneer", "who asked, who agreed and when"},
		Basis:   Obligation, Seen: access.Retention,
		Kept: Words{"Zolang het netwerk bestaat.", "As long as the network exists."},
		Tables: []Table{
			{Name: "retention", Columns: map[Category]string{Worker: "asked_by asked_at agreed_by agreed_at", None: "network_id ran_at"}},
			{Name: "retention_term", Columns: map[Category]string{None: "network_id object event term"}},
			{Name: "tombstone", Columns: map[Category]string{None: "network_id object hash effect at job"}},
		},
	},
	{
		Name:    Words{"Automatisch werk", "Background work"},
		Purpose: Words{"Werk doen dat vanzelf moet gaan.", "Doing work that must go by itself."},
		Basis:   NoData, Term: FinishedJob, Seen: access.Jobs,
		Tables: []Table{{Name: "job", Columns: map[Category]string{None: `network_id id kind unique_key period payload priority state attempt due_at run_at lease leased_until doubted started_at ended_at
			done total progress last_error entered_at`}}},
	},
	{
		Name:    Words{"Het netwerk zelf", "The network itself"},
		Purpose: Words{"Tonen welk netwerk dit is, en welke wijken erbij horen.", "Showing which network this is, and which areas belong to it."},
		Whose:   Words{"Het Informatiepunt en de verantwoordelijke organisaties", "The information point and the controllers"},
		Data:    Words{"telefoon en e-mail van het Informatiepunt, en bij wie men terechtkan over privacy", "phone and e-mail of the information point, and whom to ask about privacy"},
		Basis:   Interest, Seen: access.Settings,
		Kept: Words{"Zolang het netwerk bestaat.", "As long as the network exists."},
		Tables: []Table{
			{Name: "network", Columns: map[Category]string{Open: "settings", None: "network_id slug host version revision created_at updated_at"}},
			{Name: "area", Columns: map[Category]string{None: "network_id id parent_id kind code code_year name slug boundary residents"}},
			{Name: "logo", Columns: map[Category]string{None: "network_id hash body"}},
			{Name: "postcode", Columns: map[Category]string{None: "network_id code number_from number_to area_id"}},
		},
	},
}
