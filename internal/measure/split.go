package measure

import (
	"fmt"
	"strings"
)

// Split says by what cases or needs are told apart, beside the measures.
type Split struct {
	Key    string
	Name   Words
	Unit   Words
	Counts Words
	Moment Words
	Source Words
}

var (
	unitNeed   = Words{"deelvraag", "need"}
	unitMember = Words{"teamlid", "member of a team"}
	oneTap     = Words{"één tik bij de deelvraag; overslaan mag", "one tap at the need, which may be left out"}
)

// Splits are all of them.
var Splits = []Split{
	{"after", Words{"Hoe is het opgelost?", "How was it solved?"}, unitCase,
		Words{"wie nu helpt: alleen informeel, gemengd, alleen formeel of niemand; van een gezin alle deelvragen samen", "who helps now: informally only, mixed, formally only or nobody; of a household all needs together"},
		Words{"gevraagd als een deelvraag start of stopt", "asked when a need starts or stops"}, oneTap},
	{"before", Words{"Wie hielp er eerst?", "Who helped before?"}, unitCase,
		Words{"wie hielp bij de eerste bespreking", "who helped at the first discussion"}, Words{"bij de bespreking", "at the discussion"}, oneTap},
	{"moment", Words{"Waar in het traject?", "Where in the period of care?"}, unitCase,
		Words{"hoe ver de formele hulp was bij de eerste deelvraag: begin, halverwege of eind", "how far the formal care was at the first need: start, halfway or end"}, Words{"bij de bespreking", "at the discussion"}, oneTap},
	{"move", Words{"Van welke lijn naar welke?", "From which line to which?"}, unitCase,
		Words{"casussen waarvan de zorg omlaag ging, bleef of omhoog ging: tweede lijn, eerste lijn, sociale basis", "cases whose care went down, stayed or went up: second line, first line, social base"},
		Words{"bij de bespreking, en als een deelvraag start of stopt", "at the discussion, and when a need starts or stops"}, Words{"één tik bij de casus; overslaan mag", "one tap at the case, which may be left out"}},
	{"brought", Words{"Wie brachten er een casus in?", "Who brought a case?"}, unitMember,
		Words{"leden die in het drukste kwartaal van de periode een casus inbrachten; alleen van teams met vijf leden of meer", "members who brought a case in the busiest quarter of the period; only of teams of five members or more"},
		Words{"het kwartaal waarin de casus begon", "the quarter in which the case began"}, Words{"de werkmail bij de casus, onleesbaar bewaard", "the work address at the case, kept unreadable"}},
	{"named", Words{"Noemde het team het zelf?", "Did the team itself name it?"}, unitNeed,
		Words{"deelvragen waarbij het team zelf informele hulp noemde, van die waarbij dit gevraagd is", "needs for which the team itself named informal help, of those where this was asked"}, Words{"bij de bespreking", "at the discussion"}, oneTap},
	{"options", Words{"Was er iets te kiezen?", "Was there something to choose?"}, unitNeed,
		Words{"deelvragen met twee of meer keer aanbod op het keuzeblad, van alle die een vrijwilliger kan doen", "needs with two services or more on the choice sheet, of all that a volunteer could meet"},
		asOfNow, Words{"het keuzeblad bij de deelvraag", "the choice sheet at the need"}},
}

// SplitOf gives the definition of a split; ok is false when there is none.
func SplitOf(key string) (s Split, ok bool) {
	for _, s := range Splits {
		if s.Key == key {
			return s, true
		}
	}
	return s, false
}

// splitsMarkdown writes the splits as docs/measures.md has them.
func splitsMarkdown() string {
	var b strings.Builder
	b.WriteString("## Beside the measures\n\n| key | what | unit | counts | moment | source |\n|---|---|---|---|---|---|\n")
	for _, s := range Splits {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s |\n", s.Key, s.Name.English, s.Unit.English, s.Counts.English, s.Moment.English, s.Source.English)
	}
	return b.String()
}
