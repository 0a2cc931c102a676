package knowledge

// Subject is what links are about.
type Subject struct {
	ID    string
	Name  Words
	Links []Link
}

// Link leads to something that others made.
type Link struct {
	Name string // as its makers call it, in Dutch
	By   string // who made it, or which publication names it
	For  Words
	URL  string
}

// The publication that most of these were found in (inventory K01), and how it is named.
const (
	publication = "https://www.movisie.nl/publicatie/wijkteams-samenwerken-informele-zorg"
	named       = "genoemd in: Sociale wijkteams en informele zorg (Movisie en Vilans, 2017)"
)

// Subjects are all of them, in the order in which they are shown (inventory K07, K08, K10, K17, K19, K20, K22 to K29, K31,
// K33, K43).
var Subjects = []Subject{
	{"team", Words{"Samenwerken als team", "Working together as a team"}, []Link{
		{"Sociale wijkteams en informele zorg", "Movisie en Vilans, Integraal Werken in de Wijk, 2017", Words{"Vier speerpunten om als team mee aan de slag te gaan.", "Four focus points for a team to begin with."}, publication},
		{"Samenwerkingsthermometer", "Hogeschool Windesheim", Words{"Meet gratis hoe de samenwerking loopt, met collega's of met informele zorg.", "Measure for free how working together goes, with colleagues or with informal care."}, "https://www.samenwerkenzorgenwelzijn.nl/"},
		{"E-learning Effectieve casusbesprekingen in je sociale wijkteam", named, Words{"Leer hoe een bespreking kort is en iets oplevert.", "Learn how a discussion is short and brings something."}, publication},
	}},
	{"carers", Words{"Mantelzorgers", "Carers"}, []Link{
		{"In gesprek over mantelzorg", named, Words{"Een kaartspel om in het team over mantelzorg te praten.", "A card game to talk about carers in the team."}, publication},
		{"Samenwerken met mantelzorgers: zo werkt het!", named, Words{"Een toolkit om de mantelzorger als partner te zien.", "A toolkit for seeing the carer as a partner."}, publication},
		{"Mantelzorgers in beeld", named, Words{"Een tekening van alle plekken waar u mantelzorgers vindt.", "A drawing of all places where you find carers."}, publication},
		{"MantelzorgNL", "MantelzorgNL, eerder Mezzo", Words{"Lees wat mantelzorgers van een wijkteam willen.", "Read what carers want from a team."}, "https://www.mantelzorg.nl/"},
		{"Wie is de mantelzorger?", "Kennis Informele Zorg", Words{"Zie hoe verschillend mantelzorgers zijn.", "See how different carers are."}, "https://kennisinformelezorg.nl/wie-is-de-mantelzorger/"},
	}},
	{"strain", Words{"Als zorgen te zwaar wordt", "When caring gets too heavy"}, []Link{
		{"Toolkit mantelzorg en overbelasting", "Vilans", Words{"Een stappenplan met lijsten om naar belasting te vragen.", "Steps and lists for asking about strain."}, "https://www.vilans.nl/producten/toolkit-mantelzorg-en-overbelasting"},
		{"EDIZ-plus", "Tijdschrift voor Gerontologie en Geriatrie, 2012", Words{"Lees hoe de lijst met 15 uitspraken is gemaakt.", "Read how the list of 15 statements was made."}, "https://link.springer.com/article/10.1007/s12439-012-0010-4"},
		{"MantelScan", "Movisie", Words{"Breng in vijf stappen het netwerk van een mantelzorger in beeld.", "Picture the network of a carer in five steps."}, "https://www.movisie.nl/artikel/mantelscan"},
	}},
	{"networks", Words{"Mensen om iemand heen", "People around somebody"}, []Link{
		{"Ecogram", "Instrumentwijzer", Words{"Teken wie er om iemand heen staan, en wat zij doen.", "Draw who is around somebody, and what they do."}, "https://instrumentwijzer.nl/ecogram"},
		{"44 instrumenten voor sociale netwerken", named, Words{"Kies een manier die past bij wie u helpt.", "Choose a way that suits who you help."}, publication},
	}},
	{"volunteers", Words{"Vrijwilligers", "Volunteers"}, []Link{
		{"Toolkit Zorg Beter met Vrijwilligers", "Vilans, Movisie en Fonds NutsOhra; " + named, Words{"Lijsten en lessen voor wie met vrijwilligers werkt.", "Lists and lessons for who works with volunteers."}, publication},
	}},
	{"talking", Words{"Een goed gesprek", "A good conversation"}, []Link{
		{"Samen ontdekken", named, Words{"Praatplaten om samen te zien wat iemand wil.", "Pictures for finding out together what somebody wants."}, publication},
		{"Ken je mij?", named, Words{"Een spel om elkaar beter te leren kennen.", "A game for getting to know each other better."}, publication},
		{"E-learning Goed in gesprek", named, Words{"Oefen gratis met vragen en luisteren.", "Practise asking and listening for free."}, publication},
		{"E-learning Informele zorg", "Hogeschool Utrecht", Words{"Leer hoe het is om voor iemand met dementie te zorgen.", "Learn what it is like to care for somebody with dementia."}, "https://www.e-learninginformelezorg.nl/dementie/"},
	}},
}

// Term is a word with what we mean by it (inventory K04).
type Term struct {
	Name   Words
	Means  Words
	Source string // where the meaning comes from; its words are ours
}

// Terms are the words that people in this field use for different things.
var Terms = []Term{
	{Words{"Informele zorg", "Informal care"}, Words{"Onbetaalde hulp aan iemand met een beperking, ziekte of zorgen. Mantelzorgers en vrijwilligers geven die.", "Unpaid help for somebody with a disability, an illness or worries. Carers and volunteers give it."}, "Movisie en Vilans, 2017"},
	{Words{"Mantelzorger", "Carer"}, Words{"Iemand die voor een naaste zorgt: familie, huisgenoot, vriend of buur. Het is er ineens, u kiest er niet voor.", "Somebody who looks after someone close: family, housemate, friend or neighbour. It is suddenly there, you do not choose it."}, "Movisie en Vilans, 2017; Wmo 2015, artikel 1.1.1"},
	{Words{"Vrijwilliger", "Volunteer"}, Words{"Iemand die er zelf voor kiest een ander te helpen, vaak via een organisatie. Er is geen loon voor.", "Somebody who chooses to help another, often through an organisation. There is no pay for it."}, "Movisie en Vilans, 2017"},
	{Words{"Formele zorg", "Formal care"}, Words{"Hulp van mensen voor wie het hun werk is.", "Help of people for whom it is their work."}, "Movisie en Vilans, 2017"},
	{Words{"Respijtzorg", "Respite care"}, Words{"Iemand neemt de zorg even over, zodat de mantelzorger vrij heeft.", "Somebody takes over the care for a while, so that the carer has time off."}, "Movisie en Vilans, 2017"},
	{Words{"Sociaal wijkteam", "Social team"}, Words{"Hulpverleners van verschillende organisaties die samen voor een wijk werken. In 2017 had ongeveer 90% van de gemeenten zulke teams.", "Professionals of different organisations who work together for a wijk. In 2017 about 90% of the municipalities had such teams."}, "Movisie en Vilans, 2017"},
}
