package search

import (
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"samenspel/internal/thesaurus"
)

// vocabulary is a thesaurus made ready to recognise kinds of help in words.
// It never changes after it was made.
type vocabulary struct {
	kinds       []thesaurus.Kind
	stems       map[string]uint32 // stem → its number
	words       map[string]bool   // folded Dutch words, as parts of compounds
	spellings   []spelling        // the same words, to correct others to
	foreign     map[uint32]bool   // stems that no Dutch expression has
	sorted      []string          // all stems, in order
	expressions []expression
	places      [][]uint32        // stem → the expressions with it
	telling     []float32         // stem → 1 when only one kind has it, less for each more
	weight      []float32         // stem → its share in an expression
	stops       map[string]uint16 // stop word → its number
	phrases     map[string][]uint32
	longest     int                 // words of the longest phrase
	denied      map[uint32][]uint16 // stem → the kinds that are not meant by it

	alarms       []thesaurus.Alarm
	alarmWords   map[string]int // expression → its alarm
	longestAlarm int            // words of the longest of those
	room         sync.Pool
}

// expression is one way to ask for a kind of help.
type expression struct {
	kind  uint16
	dutch bool
	hint  bool    // it only makes one think of the kind
	whole float32 // the weights of its stems together
	stems []uint32
	stops []uint16 // its stop words: they tell nothing, but without them less of it was heard

	denies bool // it speaks of what is not there
}

// standardVocabulary is the vocabulary of the thesaurus that comes with the product.
var standardVocabulary = sync.OnceValue(func() *vocabulary { return newVocabulary(thesaurus.Standard()) })

// vocabularyOf is the vocabulary with the words of a network: most have none, and share one.
func vocabularyOf(own map[string][]string) *vocabulary {
	if len(own) == 0 {
		return standardVocabulary()
	}
	return newVocabulary(thesaurus.Standard().With(own))
}

// Kinds gives the kinds of help, in the order of the needs they belong to.
func Kinds() []Part {
	var out []Part
	for _, k := range thesaurus.Standard().Kinds {
		out = append(out, Part{PartHelp, k.Code, k.NL, k.EN, k.Need})
	}
	return out
}

func newVocabulary(set *thesaurus.Set) *vocabulary {
	v := &vocabulary{
		kinds: set.Kinds, stems: make(map[string]uint32), words: make(map[string]bool), foreign: make(map[uint32]bool),
		stops: make(map[string]uint16), denied: make(map[uint32][]uint16), phrases: make(map[string][]uint32),
	}
	for k := range set.Kinds {
		kind := &set.Kinds[k]
		for _, text := range kind.Dutch() {
			v.add(k, text, expression{dutch: true})
		}
		for _, text := range kind.Hints {
			v.add(k, text, expression{dutch: true, hint: true})
		}
		v.add(k, kind.EN, expression{})
		for _, language := range thesaurus.Languages {
			for _, text := range kind.Foreign[language] {
				v.add(k, text, expression{})
			}
		}
		v.deniedBy(kind.Not, uint16(k))
	}
	for word := range v.words {
		v.spellings = appendSpelling(v.spellings, word, 0)
	}
	v.addAlarms(set.Alarms)
	v.weigh()
	v.sorted = slices.Sorted(maps.Keys(v.stems))
	v.room.New = func() any { return newHearing(v) }
	return v
}

// add takes in an expression: as a whole phrase, and by the stems that tell something. A single word that is a stop word
// tells nothing, also when it is a word in another language: Turkish "iş" is written "is" without accents.
func (v *vocabulary) add(kind int, text string, e expression) {
	words := tokens(text)
	if len(words) == 1 && stopwords[words[0].folded] {
		return
	}
	e.kind = uint16(kind)
	for _, w := range words {
		if stopwords[w.folded] {
			e.stops = append(e.stops, v.stop(w.folded))
			e.denies = e.denies || denials[w.folded]
			continue
		}
		id := v.stem(w.folded)
		if e.dutch {
			v.words[w.folded] = true
			delete(v.foreign, id)
		} else if len(v.places[id]) == 0 {
			v.foreign[id] = true
		}
		if !containsID(e.stems, id) {
			e.stems = append(e.stems, id)
		}
	}
	id := uint32(len(v.expressions))
	v.expressions = append(v.expressions, e)
	for _, s := range e.stems {
		v.places[s] = append(v.places[s], id)
	}
	if !e.hint && (len(words) > 1 || len(e.stems) == 0) {
		key := phrase(words)
		v.phrases[key] = append(v.phrases[key], id)
		v.longest = max(v.longest, len(words))
	}
}

// stem gives the number of a word's stem, new or known.
func (v *vocabulary) stem(folded string) uint32 {
	s := stem(folded)
	id, ok := v.stems[s]
	if !ok {
		id = uint32(len(v.stems))
		v.stems[s] = id
		v.places = append(v.places, nil)
	}
	return id
}

// together says whether an expression has both stems.
func (v *vocabulary) together(a, b string) bool {
	first, ok := v.stems[a]
	second, also := v.stems[b]
	return ok && also && slices.ContainsFunc(v.places[first], func(e uint32) bool { return containsID(v.expressions[e].stems, second) })
}

// expresses says whether words are an expression for a kind of help, as a whole.
func (v *vocabulary) expresses(words []token) bool {
	if len(words) > 1 {
		return len(v.phrases[phrase(words)]) > 0
	}
	id, ok := v.stems[stem(words[0].folded)]
	return ok && slices.ContainsFunc(v.places[id], func(e uint32) bool {
		return len(v.expressions[e].stems)+len(v.expressions[e].stops) == 1
	})
}

func (v *vocabulary) addAlarms(alarms []thesaurus.Alarm) {
	v.alarms, v.alarmWords = alarms, make(map[string]int)
	for a := range alarms {
		for _, text := range alarms[a].Words {
			key, words := "", tokens(text)
			for _, w := range words {
				key += plainly(w) + " "
			}
			v.alarmWords[key] = a
			v.longestAlarm = max(v.longestAlarm, len(words))
		}
	}
}

// stop gives the number of a stop word, new or known.
func (v *vocabulary) stop(folded string) uint16 {
	id, ok := v.stops[folded]
	if !ok {
		id = uint16(len(v.stops))
		v.stops[folded] = id
	}
	return id
}

// deniedBy takes in the words that say a kind is not meant.
func (v *vocabulary) deniedBy(texts []string, kind uint16) {
	for _, text := range texts {
		for _, w := range tokens(text) {
			if !stopwords[w.folded] {
				id := v.stem(w.folded)
				v.denied[id] = append(v.denied[id], kind)
			}
		}
	}
}

func containsID(list []uint32, id uint32) bool {
	for _, other := range list {
		if other == id {
			return true
		}
	}
	return false
}

const (
	leastAlike = 4   // letters that words must begin with alike to be taken for forms of one word
	mostlyLike = 0.6 // and the share of the longer one that those must be
)

// resembling gives the stem that a word in another language is most likely a
// form of: the one that begins most like it.
func (v *vocabulary) resembling(folded string) (id uint32, ok bool) {
	s := stem(folded)
	at, _ := slices.BinarySearch(v.sorted, s)
	best := 0.0
	for _, other := range v.sorted[max(at-1, 0):min(at+1, len(v.sorted))] {
		same := alikeFor(s, other)
		longer := max(utf8.RuneCountInString(s), utf8.RuneCountInString(other))
		if share := float64(same) / float64(longer); same >= leastAlike && share >= mostlyLike && share > best {
			best, id, ok = share, v.stems[other], true
		}
	}
	return id, ok
}

// alikeFor counts the letters that two words begin with alike.
func alikeFor(a, b string) int {
	n := 0
	for len(a) > 0 && len(b) > 0 {
		ra, size := utf8.DecodeRuneInString(a)
		rb, other := utf8.DecodeRuneInString(b)
		if ra != rb {
			break
		}
		a, b, n = a[size:], b[other:], n+1
	}
	return n
}

// denials are the stop words of expressions that speak of what is not there.
var denials = wordSet("geen niet zonder nooit niemand niks nergens")

// phrase is the key of words that follow each other.
func phrase(words []token) string {
	var b strings.Builder
	for _, w := range words {
		b.WriteString(stem(w.folded))
		b.WriteByte(' ')
	}
	return b.String()
}

// spreadOver is over how many kinds expressions are spread; a kind of which
// they are only hints counts half.
func (v *vocabulary) spreadOver(list []uint32) float64 {
	in := make(map[uint16]float64)
	for _, e := range list {
		worth := 1.0
		if v.expressions[e].hint {
			worth = 0.5
		}
		in[v.expressions[e].kind] = max(in[v.expressions[e].kind], worth)
	}
	sum := 0.0
	for _, worth := range in {
		sum += worth
	}
	return max(sum, 1)
}

// weigh computes how telling each stem is: for which kind, and within an expression.
func (v *vocabulary) weigh() {
	v.telling, v.weight = make([]float32, len(v.stems)), make([]float32, len(v.stems))
	weak := make([]bool, len(v.stems))
	for word := range weakwords {
		if id, ok := v.stems[stem(word)]; ok {
			weak[id] = true
		}
	}
	kinds, all := float64(len(v.kinds)), float64(len(v.expressions))
	for s, list := range v.places {
		v.telling[s] = float32(math.Log1p(kinds/v.spreadOver(list)) / math.Log1p(kinds))
		v.weight[s] = float32(math.Log1p(all/float64(max(len(list), 1))) / math.Log1p(all))
		if weak[s] {
			v.telling[s] *= 0.4
			v.weight[s] *= 0.4
		}
	}
	for i := range v.expressions {
		e := &v.expressions[i]
		for _, s := range e.stems {
			e.whole += v.weight[s]
		}
	}
}
