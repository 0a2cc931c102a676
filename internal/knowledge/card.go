package knowledge

// Card is something to print: large, with few words.
type Card struct {
	ID    string // in the address
	Name  Words
	About Words   // one sentence above it
	Lines []Words // what it says
	From  string  // what it goes back to; its words are ours. "" = it is our own
}

// common says that memory aids belong to nobody.
const common = "gangbare ezelsbruggetjes, onder meer in: Sociale wijkteams en informele zorg (Movisie en Vilans, 2017)"

// Cards are all of them: questions for a conversation (inventory K30), the six memory aids (K32) and words for a start (A83).
// The letters of a memory aid are those of its Dutch words.
var Cards = []Card{
	{"vragen", Words{"Zeven open vragen", "Seven open questions"}, Words{"Voor een gesprek met wie voor een ander zorgt.", "For a conversation with who cares for another."}, []Words{
		{"Hoe gaat het eigenlijk met u?", "How are you, really?"},
		{"Hoe ziet een gewone dag eruit?", "What is an ordinary day like?"},
		{"Wat gaat goed, en wat geeft u plezier?", "What goes well, and what do you enjoy?"},
		{"Wat valt u zwaar?", "What is hard for you?"},
		{"Wie helpt u, en wie zou u willen vragen?", "Who helps you, and whom would you like to ask?"},
		{"Wat zou u doen met een vrije middag?", "What would you do with a free afternoon?"},
		{"Wat hebt u van mij nodig?", "What do you need from me?"},
	}, "naar een gesprekskaart in: Sociale wijkteams en informele zorg (Movisie en Vilans, 2017)"},
	{"lsd", Words{"Geef LSD", "LSD: listen, sum up, ask on"}, Words{"Zo hoort u het hele verhaal.", "So you hear the whole story."}, []Words{
		{"Luisteren: laat iemand uitpraten.", "Listen: let somebody finish."},
		{"Samenvatten: zeg in uw woorden wat u hoorde.", "Sum up: say in your words what you heard."},
		{"Doorvragen: vraag naar wat u nog niet snapt.", "Ask on: ask what you do not understand yet."},
	}, common},
	{"nivea", Words{"Smeer NIVEA", "NIVEA: do not fill in for another"}, Words{"Niet Invullen Voor Een Ander.", "In Dutch: Niet Invullen Voor Een Ander."}, []Words{
		{"Denk niet voor een ander.", "Do not think for another."},
		{"Vraag wat iemand zelf wil.", "Ask what somebody wants."},
		{"Wacht op het antwoord.", "Wait for the answer."},
	}, common},
	{"oma", Words{"Laat OMA thuis", "OMA: leave judgement, opinion and advice at home"}, Words{"Oordelen, Meningen en Adviezen blijven thuis.", "In Dutch: Oordelen, Meningen, Adviezen."}, []Words{
		{"Oordelen: goed of fout doet er nu niet toe.", "Judgement: right or wrong does not matter now."},
		{"Meningen: die van u vraagt niemand.", "Opinion: nobody asks for yours."},
		{"Adviezen: pas als iemand erom vraagt.", "Advice: only when somebody asks for it."},
	}, common},
	{"anna", Words{"Neem ANNA mee", "ANNA: always ask, never assume"}, Words{"Altijd Navragen, Nooit Aannemen.", "In Dutch: Altijd Navragen, Nooit Aannemen."}, []Words{
		{"Klopt het wat u denkt? Vraag het.", "Is it right what you think? Ask."},
		{"Kent u iemand al lang? Vraag het toch.", "Do you know somebody long? Ask all the same."},
	}, common},
	{"dik", Words{"Maak u DIK", "DIK: think in strengths"}, Words{"Denk In Kwaliteiten.", "In Dutch: Denk In Kwaliteiten."}, []Words{
		{"Wat kan iemand goed?", "What is somebody good at?"},
		{"Wat lukte eerder al?", "What worked before?"},
		{"Waar wordt iemand blij van?", "What makes somebody happy?"},
	}, common},
	{"oen", Words{"Wees een OEN", "OEN: open, honest, curious"}, Words{"Open, Eerlijk en Nieuwsgierig.", "In Dutch: Open, Eerlijk, Nieuwsgierig."}, []Words{
		{"Open: u weet nog niet waar u uitkomt.", "Open: you do not know yet where you end."},
		{"Eerlijk: zeg wat u kunt en niet kunt.", "Honest: say what you can and cannot do."},
		{"Nieuwsgierig: elk verhaal is nieuw.", "Curious: every story is new."},
	}, common},
	{"cadeautje", Words{"Een cadeautje voor uw team", "A present for your team"}, Words{"Woorden waarmee een manager het netwerk voorstelt.", "Words with which a manager presents the network."}, []Words{
		{"Vanaf nu staat er iemand naast u die informele zorg kent.", "From now on somebody stands beside you who knows informal care."},
		{"U vraagt, de ambassadeur zoekt uit wie er kan helpen.", "You ask, the ambassador finds out who can help."},
		{"Het kost u één gesprek. Het scheelt u zoekwerk.", "It costs you one conversation. It saves you searching."},
		{"U hoort altijd wat ervan kwam.", "You always hear what came of it."},
		{"Pak het uit: neem één vraag mee naar het volgende overleg.", "Unwrap it: bring one question to the next meeting."},
	}, ""},
}

// Find gives a card.
func Find(id string) (Card, bool) {
	for _, c := range Cards {
		if c.ID == id {
			return c, true
		}
	}
	return Card{}, false
}
