package measure

import (
	"fmt"
	"strings"
)

// Words are a text in both languages.
type Words struct{ Dutch, English string }

// In gives the text in a language; anything but "en" is Dutch.
func (w Words) In(lang string) string {
	if lang == "en" {
		return w.English
	}
	return w.Dutch
}

// Definition says what a measure counts.
type Definition struct {
	Key    Key
	Name   Words
	Unit   Words
	Counts Words // the numerator
	Of     Words // the denominator
	Moment Words // as of when
	Source Words // where it is known from
}

var (
	unitCase  = Words{"casus", "case"}
	ofAll     = Words{"alle casussen die in de periode voor het eerst besproken zijn", "all cases that were first discussed in the period"}
	asOfNow   = Words{"zoals het nu staat; in een gesloten kwartaal zoals het stond bij het sluiten", "as it stands now; in a closed quarter as it stood when it was closed"}
	fromCases = Words{"de registratie van casussen, of een overgenomen lijst", "the record of cases, or a list that was taken over"}
	fromBoth  = Words{"de doorverwijzing, de registratie van casussen of een overgenomen lijst", "the referral, the record of cases or a list that was taken over"}
)

// Definitions are what each measure counts, in the order of the loop.
var Definitions = []Definition{
	{Key: Discussed, Name: Words{"Besproken", "Discussed"}, Unit: unitCase,
		Counts: Words{"casussen die in de periode voor het eerst besproken zijn", "cases that were first discussed in the period"},
		Of:     Words{"niets: dit is een aantal", "nothing: this is a number"}, Moment: Words{"de maand van de eerste bespreking", "the month of the first discussion"}, Source: fromCases},
	{Key: Suitable, Name: Words{"Geschikt voor een vrijwilliger", "Suitable for a volunteer"}, Unit: unitCase,
		Counts: Words{"casussen met een deelvraag die een vrijwilliger kan doen: het antwoord is ja", "cases with a need that a volunteer could meet: the answer is yes"},
		Of:     ofAll, Moment: asOfNow, Source: fromCases},
	{Key: PassedOn, Name: Words{"Doorgezet", "Passed on"}, Unit: unitCase,
		Counts: Words{"casussen waarvan een deelvraag aan een organisatie is gevraagd", "cases of which an organisation was asked for a need"},
		Of:     ofAll, Moment: asOfNow, Source: fromBoth},
	{Key: Started, Name: Words{"Hulp gestart", "Help started"}, Unit: unitCase,
		Counts: Words{"casussen waarbij informele hulp begonnen is, van welke soort ook", "cases in which informal help began, of any kind"},
		Of:     ofAll, Moment: asOfNow, Source: fromBoth},
	{Key: InTime, Name: Words{"Binnen een half jaar", "Within half a year"}, Unit: unitCase,
		Counts: Words{"casussen waarbij een vrijwilliger actief was binnen 183 dagen na de eerste bespreking", "cases in which a volunteer was active within 183 days of the first discussion"},
		Of:     ofAll, Moment: asOfNow, Source: fromBoth},
	{Key: Active, Name: Words{"Vrijwilliger actief", "Volunteer active"}, Unit: unitCase,
		Counts: Words{"casussen waarbij een terugblik vond dat er een vrijwilliger aan het werk was", "cases in which a look-back found a volunteer at work"},
		Of:     ofAll, Moment: asOfNow, Source: fromBoth},
	{Key: SteppedDown, Name: Words{"Afgeschaald", "Stepped down"}, Unit: unitCase,
		Counts: Words{"casussen waarbij de formele hulp minder werd; dat vragen wij één keer, na drie tot zes maanden", "cases in which formal care became less; we ask this once, after three to six months"},
		Of:     ofAll, Moment: asOfNow, Source: fromBoth},
}

// Of gives the definition of a measure.
func Of(key Key) Definition {
	for _, d := range Definitions {
		if d.Key == key {
			return d
		}
	}
	return Definition{Key: key}
}

// Reference is a percentage that others found. It is compared with nothing but a measure that counts the same.
type Reference struct {
	Percent int
	What    Words
	Source  Words
	Key     Key // the measure that counts the same
}

// References are the values that are kept, with their definitions, so that they are never mixed.
var References = []Reference{
	{30, Words{"van de casussen was binnen zes maanden informele zorg betrokken", "of the cases had informal help involved within six months"},
		Words{"Utrecht, doel en uitkomst van trajecten bij buurtteams", "Utrecht, aim and outcome of periods at neighbourhood teams"}, InTime},
	{35, Words{"van de casussen had een actieve vrijwilliger", "of the cases had an active volunteer"},
		Words{"Utrecht, evaluatie van 1.462 casussen", "Utrecht, evaluation of 1,462 cases"}, Active},
	{60, Words{"van de casussen kan informele hulp betrokken worden (schatting vooraf)", "of the cases could involve informal help (estimate beforehand)"},
		Words{"Utrecht, eerdere schatting", "Utrecht, an earlier estimate"}, Suitable},
	{70, Words{"van de gevallen kan informele zorg ingezet worden", "of the cases could use informal care"},
		Words{"Utrecht, ambassadeurs informele zorg", "Utrecht, ambassadors of informal care"}, Suitable},
	{80, Words{"van de casussen leende zich voor een zorgvrijwilliger", "of the cases lent itself to a care volunteer"},
		Words{"Utrecht, evaluatie van 1.462 casussen", "Utrecht, evaluation of 1,462 cases"}, Suitable},
}

// Markdown writes the definitions and reference values as docs/measures.md has them.
func Markdown() string {
	var b strings.Builder
	for _, d := range Definitions {
		fmt.Fprintf(&b, "## %s (`%s`)\n\n- **Unit**: %s\n- **Counts**: %s\n- **Of**: %s\n- **Moment**: %s\n- **Source**: %s\n- **On screen**: %s: %s\n\n",
			d.Name.English, d.Key, d.Unit.English, d.Counts.English, d.Of.English, d.Moment.English, d.Source.English, d.Name.Dutch, d.Counts.Dutch)
	}
	b.WriteString(splitsMarkdown() + "\n## Reference values\n\nThey measure different things. Each stands beside the measure that counts the same, and nowhere else.\n\n| value | what it says | source | beside |\n|---|---|---|---|\n")
	for _, r := range References {
		fmt.Fprintf(&b, "| %d %% | %s | %s | `%s` |\n", r.Percent, r.What.English, r.Source.English, r.Key)
	}
	return b.String()
}
