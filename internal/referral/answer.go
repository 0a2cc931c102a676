package referral

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// What people write in a mail is read by its first words. Only what is plain counts: a text that begins in no known way,
// sets a condition, asks something, says two things, or looks like an answering machine is for a person.
var (
	opening  = regexp.MustCompile(`(?i)^(beste|hallo|hoi|hai|hey|hi|dag|geachte|l\.?s\.?|goede?n?[ -]?(morgen|middag|avond|dag)|goedendag|dear|hello)\b[^,.!\n]{0,60}([,.!]|\n|$)\s*`)
	thanks   = regexp.MustCompile(`(?i)^(hartelijk )?(bedankt|dank( u| je)?( wel)?|thanks|thank you)\b[^,.!\n]{0,60}([,.!]|\n|$)\s*`)
	ending   = regexp.MustCompile(`(?i)^\W*(met (een )?(vriendelijke|hartelijke|warme) groet(en)?|(vriendelijke |hartelijke )?(groet|groeten|groetjes)|mvg|m\.v\.g\.?|gr\.?|verstuurd vanaf|verzonden (vanaf|met)|(kind |best )?regards|sent from|get outlook|outlook voor)\b`)
	foreign  = regexp.MustCompile(`(?i)^\s*(van|from|verzonden|sent|aan|onderwerp|subject)\s?:|(schreef|wrote|geschreven)\b.*:\s*$|^\s*(-{2,}|_{10,})`)
	machine  = regexp.MustCompile(`(?i)afwezig|automatisch|out of office|auto-?reply|automatic|(met|op) (vakantie|verlof)|on leave|niet (aanwezig|bereikbaar)|(ben|zijn) (ik|wij|we) (er )?(weer|terug)|in behandeling|ontvangen|wordt niet gelezen|undeliver|delivery|onbestelbaar|mailer`)
	doubts   = regexp.MustCompile(`(?i)\b(maar|mits|tenzij|misschien|wellicht|waarschijnlijk|eventueel|als|indien|alleen|eerst|informatie|weten|weet|but|if|unless|maybe|perhaps|only|problem|worries)\b`)
	refuses  = regexp.MustCompile(`(?i)\b(nee|neen|niet|geen|vol|no|not|cannot|can't|unable|onmogelijk)\b`)
	agrees   = regexp.MustCompile(`(?i)\b(ja|jazeker|graag|prima|akkoord|yes|wel)\b`)
	puts     = regexp.MustCompile(`(?i)\b(later|pas|vanaf|over|from)\b`)
	delays   = regexp.MustCompile(`(?i)\b(later|pas|nog niet|wachtlijst|wachttijd|vanaf|not yet|waiting)\b`)
	looks    = regexp.MustCompile(`(?i)\b((kijken|kijk) (er )?(eerst |even )?naar|kijken ernaar|overleggen|zoeken het uit|will look into)\b`)
	saysYes  = regexp.MustCompile(`(?i)^\W*(ja|jazeker|jawel|zeker|natuurlijk|akkoord|prima|graag|yes|ok|oke|oké|(dat|dit) (kan|lukt|is goed|doen (wij|we))|(wij|we) (kunnen (dit|dat|helpen|hierbij helpen)|helpen graag|nemen contact op|gaan (dit|dat) doen|pakken (dit|het) op))(\W|$)`)
	saysNo   = regexp.MustCompile(`(?i)^\W*(nee|neen|helaas|sorry|no|(dat|dit) (kan|lukt|gaat) (helaas |ons |nu )*niet|(wij|we) (kunnen|hebben) (dit |dat |hier |helaas |nu |hiervoor )*(niet|geen)|geen (plek|plaats|ruimte|vrijwilliger)|(wij|we) zitten vol|vol|unfortunately)(\W|$)`)
	noRoom   = regexp.MustCompile(`(?i)\b(geen (plek|plaats|ruimte|capaciteit)|vol|no (room|place))\b`)
	outside  = regexp.MustCompile(`(?i)\bbuiten (ons|het|onze) (werk)?gebied\b|\bniet in (die|deze) (wijk|plaats)\b`)
	tooHeavy = regexp.MustCompile(`(?i)\bte zwaar\b`)
)

// longestReply is above how many characters a mail is always read by a person.
const longestReply = 400

// fresh gives the words of a mail itself: no greeting, no name below it, nothing that it quotes.
func fresh(text string) string {
	var lines []string
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), ">") {
			continue
		}
		if ending.MatchString(line) || foreign.MatchString(line) {
			break
		}
		lines = append(lines, line)
	}
	said := strings.TrimSpace(strings.Join(lines, "\n"))
	for _, polite := range []*regexp.Regexp{opening, thanks} {
		said = strings.TrimSpace(polite.ReplaceAllString(said, ""))
	}
	return said
}

// ReadReply gives what a mail answers, as it was written on a day: Accept, Wait until a day, Consider, Decline with a
// reason, or nothing when a person must read it.
func ReadReply(text string, today time.Time) Do {
	said := fresh(text)
	until, dated := dayIn(said, today)
	yes, no := saysYes.MatchString(said), saysNo.MatchString(said)
	switch {
	case said == "" || utf8.RuneCountInString(said) > longestReply || machine.MatchString(said) || strings.Contains(said, "?"):
		return Do{}
	case !yes && !no && looks.MatchString(said), strings.EqualFold(strings.Trim(said, " .!"), "later"):
		return Do{Act: Consider}
	case doubts.MatchString(said):
		return Do{}
	case no && !agrees.MatchString(said) && !delays.MatchString(said) && refuses.MatchString(said):
		return Do{Act: Decline, Reason: reasonIn(said)}
	case no || refuses.MatchString(said) && !delays.MatchString(said):
		return Do{}
	case dated && puts.MatchString(said):
		return Do{Act: Wait, Until: until}
	case yes && !looks.MatchString(said) && !delays.MatchString(said):
		return Do{Act: Accept}
	}
	return Do{}
}

var (
	begun  = regexp.MustCompile(`(?i)\b(gestart|begonnen|gekoppeld|started|begun|matched)\b`)
	unripe = regexp.MustCompile(`(?i)\b(nog (niet|geen|steeds|op zoek)|zoek(en|t)? nog|not yet|still looking)\b`)
)

// ReadProgress gives what a mail says of help that was agreed: HasStarted, NotYet, or "" when a person must read it.
func ReadProgress(text string) Outcome {
	said := fresh(text)
	switch {
	case said == "" || utf8.RuneCountInString(said) > longestReply || machine.MatchString(said) || strings.Contains(said, "?"):
		return ""
	case unripe.MatchString(said) && !doubts.MatchString(said):
		return NotYet
	case begun.MatchString(said) && !doubts.MatchString(said) && !refuses.MatchString(said) && !delays.MatchString(said):
		return HasStarted
	}
	return ""
}

// answerIn gives what a mail does to a referral on a day: it answers what was asked, or says how it goes. Nothing means
// that a person must read it.
func (r Referral) answerIn(text string, today time.Time) Do {
	if slices.Contains(answerable, r.State) {
		if d := ReadReply(text, today); d.Act != "" {
			return d
		}
	}
	progress, looking := ReadProgress(text), r.Looking() && !r.LookNext.After(today)
	switch {
	case progress != "" && looking:
		return Do{Act: LookBack, Outcome: progress}
	case progress == HasStarted && r.Can(Start):
		return Do{Act: Start}
	case progress == NotYet && r.Can(Update):
		return Do{Act: Update}
	}
	return Do{}
}

func reasonIn(said string) string {
	switch {
	case noRoom.MatchString(said):
		return NoRoom
	case outside.MatchString(said):
		return "area"
	case tooHeavy.MatchString(said):
		return "too-heavy"
	}
	return "other"
}

var (
	months12 = []string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}
	named    = regexp.MustCompile(`(?i)\b(?:(\d{1,2}) )?(` + strings.Join(months12, "|") + `)(?: (20\d\d))?\b`)
	numbered = regexp.MustCompile(`\b(\d{1,2})[-/](\d{1,2})(?:[-/](20\d\d))?\b`)
	inWeeks  = regexp.MustCompile(`(?i)\bover (\d{1,2}|een|één|twee|drie|vier|zes|acht) (weken|week|maanden|maand)\b`)
	counted  = map[string]int{"een": 1, "één": 1, "twee": 2, "drie": 3, "vier": 4, "zes": 6, "acht": 8}
)

// dayIn gives the one day that a text names: "1 februari", "1-2", "januari", "over zes weken". Without a year it is the
// next one. Two days are none.
func dayIn(said string, today time.Time) (day time.Time, ok bool) {
	names, numbers, spans := named.FindAllStringSubmatch(said, 2), numbered.FindAllStringSubmatch(said, 2), inWeeks.FindAllStringSubmatch(said, 2)
	if len(names)+len(numbers)+len(spans) != 1 {
		return day, false
	}
	switch {
	case len(names) == 1:
		month := slices.Index(months12, strings.ToLower(names[0][2])) + 1
		return nextDay(max(1, number(names[0][1])), month, number(names[0][3]), today)
	case len(numbers) == 1:
		return nextDay(number(numbers[0][1]), number(numbers[0][2]), number(numbers[0][3]), today)
	}
	n := number(spans[0][1]) + counted[strings.ToLower(spans[0][1])]
	if strings.HasPrefix(strings.ToLower(spans[0][2]), "we") {
		return today.AddDate(0, 0, 7*n), true
	}
	return today.AddDate(0, n, 0), true
}

// number reads a number that is one; without one it is 0.
func number(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}

// nextDay gives a day of a year, or of this or the next year when none is said.
func nextDay(day, month, year int, today time.Time) (time.Time, bool) {
	at := time.Date(cmp.Or(year, today.Year()), time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if at.Day() != day || int(at.Month()) != month {
		return at, false
	}
	if year == 0 && !at.After(today) {
		at = time.Date(today.Year()+1, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	}
	return at, true
}
