package privacy

// words of an explanation: what was found, what to do, and what to write instead.
type explanation struct{ found, do, instead string }

var dutch = map[Kind]explanation{
	BSN:      {"Hier staat een burgerservicenummer.", "Haal het weg. Een BSN mag hier nooit staan.", "de casuscode"},
	IBAN:     {"Hier staat een rekeningnummer.", "Haal het weg. Het is hier niet nodig.", ""},
	Email:    {"Hier staat een e-mailadres.", "Haal het weg. De hulpverlener weet wie u bedoelt.", ""},
	Phone:    {"Hier staat een telefoonnummer.", "Haal het weg. De hulpverlener weet wie u bedoelt.", ""},
	Profile:  {"Hier staat een naam of pagina op sociale media.", "Haal het weg. Zo kan iedereen de persoon vinden.", ""},
	Postcode: {"Hier staat een postcode.", "Haal het weg. Een postcode zegt bijna waar iemand woont.", "alleen de wijk"},
	Address:  {"Hier staat een adres.", "Haal het weg. De hulpverlener weet waar het is.", "alleen de wijk"},
	Date:     {"Hier staat een geboortedatum of een datum van lang geleden.", "Haal de datum weg.", "de leeftijdsgroep, zoals 75+"},
	Number:   {"Hier staat een lang nummer, zoals van een dossier of een auto.", "Haal het weg. Met dat nummer is iemand te vinden.", "de casuscode"},
	Name:     {"Hier staat een naam, of letters van een naam.", "Haal de naam weg. De hulpverlener weet wie u bedoelt.", "de inwoner"},
}

var english = map[Kind]explanation{
	BSN:      {"This is a citizen service number (BSN).", "Take it out. A BSN may never be here.", "the case code"},
	IBAN:     {"This is a bank account number.", "Take it out. It is not needed here.", ""},
	Email:    {"This is an e-mail address.", "Take it out. The professional knows who you mean.", ""},
	Phone:    {"This is a telephone number.", "Take it out. The professional knows who you mean.", ""},
	Profile:  {"This is a name or page on social media.", "Take it out. Anyone could find the person with it.", ""},
	Postcode: {"This is a postcode.", "Take it out. A postcode nearly says where someone lives.", "only the neighbourhood"},
	Address:  {"This is an address.", "Take it out. The professional knows where it is.", "only the neighbourhood"},
	Date:     {"This is a date of birth, or a date long ago.", "Take the date out.", "the age group, such as 75+"},
	Number:   {"This is a long number, such as of a file or a car.", "Take it out. Someone can be found by it.", "the case code"},
	Name:     {"This is a name, or letters of a name.", "Take the name out. The professional knows who you mean.", "the resident"},
}

// Explain says in plain words what was found, what to do about it and what to write instead. lang is "nl" or "en";
// any other language gets Dutch. A kind that does not exist gives "".
func Explain(kind Kind, lang string) string {
	e := in(lang)[kind]
	if e.found == "" {
		return ""
	}
	text := e.found + " " + e.do
	if e.instead != "" {
		text += " " + write(e.instead, lang)
	}
	return text
}

// Suggest says what to write in place of one finding of Scan for a text, such as "Schrijf: de zoon." where the text
// has zoon Kevin; "" when there is nothing to write.
func Suggest(text string, f Finding, lang string) string {
	instead := in(lang)[f.Kind].instead
	if relative := relativeBefore(text, f); relative != "" && lang != "en" {
		instead = relative
	}
	if instead == "" {
		return ""
	}
	return write(instead, lang)
}

func in(lang string) map[Kind]explanation {
	if lang == "en" {
		return english
	}
	return dutch
}

func write(instead, lang string) string {
	if lang == "en" {
		return "Write: " + instead + "."
	}
	return "Schrijf: " + instead + "."
}

// neuter are the relations that take het.
var neuter = map[string]bool{"zoontje": true, "dochtertje": true, "kind": true, "maatje": true, "kleinkind": true, "broertje": true, "zusje": true,
	"neefje": true, "nichtje": true, "vriendje": true, "meisje": true, "gezin": true, "echtpaar": true, "pleegkind": true, "buurmeisje": true,
	"gezinslid": true, "taalmaatje": true, "belmaatje": true, "wandelmaatje": true}

// relativeBefore gives the relation or role that stands before a name with its article: de zoon, het maatje. It looks
// at the words just before the name.
func relativeBefore(text string, f Finding) string {
	if f.Kind != Name || f.Start < 0 || f.Start > len(text) {
		return ""
	}
	flat := flatten(text[max(0, f.Start-4*maxWord):f.Start])
	tokens := cut(&flat)
	for i := len(tokens) - 1; i >= max(0, len(tokens)-2); i-- {
		t := tokens[i]
		relative := string(flat.low[t.start:t.end])
		switch {
		case t.flags&(isRelation|isRole) == 0:
		case neuter[relative]:
			return "het " + relative
		case relative == "kinderen":
			return "de kinderen"
		case t.len() > 2:
			return "de " + relative
		}
	}
	return ""
}
