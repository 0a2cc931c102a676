package search

import (
	"maps"
	"strings"
)

// stopwords say nothing about what is sought. They are left out of a query
// unless it holds nothing else, and found only in titles, names of
// organisations and search words ("Er Zijn" is the name of a project).
var stopwords = union(dutchStops, foreignStops)

var dutchStops = wordSet(`
	de het een t n s den der des d
	ik je jij u uw jou jouw jullie hij zij ze we wij hem haar hen hun mij me mijn m zich zichzelf
	ons onze men er hier daar waar dit dat deze die wie wat welke welk elk elke ieder
	iemand niemand iets niets alles
	en of maar want dus als dan toen terwijl omdat zodat doordat zoals hoewel indien
	aan af bij door in met na naar om onder op over per sinds te tegen tot tussen uit van vanaf via
	volgens voor voorbij zonder binnen vanuit rond rondom tijdens ten ter
	is ben bent was waren zijn geweest word wordt worden werd werden geworden
	heb hebt heeft hebben had hadden gehad
	kan kun kunt kunnen kon konden wil wilt willen wilde wilden zou zouden zal zult zullen
	moet moeten moest mag mogen mocht hoef hoeft hoeven durf durft laat laten
	ga gaat gaan ging gingen gegaan kom komt komen kwam gekomen doe doet doen deed gedaan
	maak maakt maken gemaakt geef geeft geven gegeven krijg krijgt krijgen kreeg
	zit zitten sta staat staan lig ligt blijf blijft blijven vind vindt vinden
	weet weten zie ziet zeg zegt zeggen denk denkt lijkt voel voelt
	zoek zoekt zoeken gezocht vraag vraagt vragen wens graag nodig lukt
	ook nog al wel niet geen nooit ooit soms vaak altijd meer meest veel weinig zo heel erg te
	zeer echt gewoon even eens eigenlijk misschien ongeveer bijna net pas weer terug
	hoe waarom wanneer waarmee waarvoor waarbij waarheen hierbij daarbij daarvoor daarmee ermee erbij eraan
	ja nee hallo hoi dag goedemiddag goedemorgen beste bedankt alsjeblieft alstublieft a.u.b aub dank
	nu straks vandaag morgen gisteren laatst sinds inmiddels steeds telkens af toe keer
	jaar jaren jarige jarig jr leeftijd plus
	anders ander andere anderen zelf eigen
	etc enz bv bijv ca evt
	mn zn dr nie da wa ff effe effen ffe gewoon ge gij wij mij k kheb ut un hun ons hullie zullie lekker toch hier
	beetje enkel woon woont woonde
`)

// foreignStops are the stop words of the other languages.
var foreignStops = wordSet(`
	ich und ein eine einen zum zur mein meine meinen fur auf im mit nicht habe bitte wo wie
	para con mi la el una los las que yo por en mis tengo
	na do sie mam jest mnie moj moja moje
	я і в на з у не для мені мене мій моя де є та що
	في من على لا الى انا لي هل ان عن مع ما
	bir ve icin ben bu bana benim var mi
	ናይ ኣብ ምስ ን እየ ኣነ
	je tu il elle nous vous mon ma ta le des du au aux et ou est suis ai pas ne pour avec veux besoin cherche
	мой у с мне меня хочу и что как где нужна нужен есть очень
	eu am pe cu să nu este sunt pentru unde caut vreau
	eu não meu minha com para preciso quero uma um os as
	the a an i my me we you he she they it and or for with of to is am are in on at need want looking
`)

// weakwords tell something, but are said with almost every wish: who asks,
// that help is sought, that it is a person. They count for less.
var weakwords = wordSet(`
	hulp helpen helpt help hulpvraag ondersteuning ondersteunen steun steunen bieden biedt aanbod
	mens mensen persoon personen man vrouw heer mevrouw meneer bewoner bewoners inwoner inwoners
	moeder vader ma pa mam pap mama papa oma opa zoon dochter zus broer buurman buurvrouw buren tante oom
	partner echtgenoot echtgenote familie clienten client patient patienten vriend vriendin vrienden kennis
	buurt wijk stad gemeente omgeving dichtbij nabij plek plaats thuis huis
	organisatie organisaties stichting vereniging vrijwilliger vrijwilligers
	samen iedereen goed goede leuk leuke mooi mooie fijn fijne nieuw nieuwe
	week maand dagen uur tijd
	hilfe hilft brauche brauchen suche suchen mochte helfen ayuda ayudar necesito busco quiero pomoc pomocy potrzebuje
	szukam chce допомога допомоги допомогу потрібна потрібен потрібно шукаю хочу yardim yardimi istiyorum ariyorum lazim gerekiyor
	مساعدة المساعدة احتاج ابحث اريد ሓገዝ የድልየኒ ይደሊ someone
	aide aider помощь помочь помогите کمک ajuda ajutor caawimaad
`)

// wordSet reads words separated by white space.
func wordSet(words string) map[string]bool {
	out := make(map[string]bool)
	for _, word := range strings.Fields(words) {
		out[word] = true
	}
	return out
}

func union(a, b map[string]bool) map[string]bool {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}
