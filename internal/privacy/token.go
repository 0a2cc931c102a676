package privacy

// class is what a token is made of.
type class uint8

const (
	sign class = iota
	word
	number
)

// letterCase is how a word is written.
type letterCase uint8

const (
	small   letterCase = iota // jansen
	capital                   // Jansen, JvB, J
	shout                     // JANSEN, two letters or more
)

// token is a word, a number or one sign. Spaces are no tokens: gap counts those before it.
type token struct {
	start, end int
	class      class
	letters    letterCase
	gap        uint8 // 0, 1 or 2 for more
	line       bool  // a new line begins before it
	passes     bool  // part of a phrase that is allowed
	mark       bool  // stands for what Mask took out
	foreign    bool  // has a letter that Dutch does not write
	date       bool  // part of a date
	flags      flag
}

func (t token) len() int { return t.end - t.start }

// cut gives the tokens of a flat text.
func cut(f *flat) []token {
	tokens := make([]token, 0, len(f.b)/5+4)
	var t token
	strange := f.foreign
	for i := 0; i < len(f.b); {
		c := f.b[i]
		if c == ' ' || c == '\n' {
			t.gap, t.line = min(t.gap+1, 2), t.line || c == '\n'
			i++
			continue
		}
		t.start, t.class = i, classOf(c)
		i++
		if n := markAt(f.b[t.start:]); n > 0 {
			t.mark, i = true, t.start+n
		}
		for t.class != sign && i < len(f.b) && classOf(f.b[i]) == t.class {
			i++
		}
		t.end = i
		for len(strange) > 0 && strange[0] < i {
			t.foreign = t.foreign || strange[0] >= t.start
			strange = strange[1:]
		}
		t.look(f)
		tokens = append(tokens, t)
		t = token{}
	}
	return tokens
}

// markAt gives the length of the mark of Mask with which a flat text begins, or 0.
func markAt(b []byte) int {
	if b[0] != '[' {
		return 0
	}
	for _, m := range marks {
		if len(b) >= len(m) && string(b[:len(m)]) == m {
			return len(m)
		}
	}
	return 0
}

func classOf(c byte) class {
	switch {
	case isDigit(c):
		return number
	case isLetter(c):
		return word
	}
	return sign
}

// maxWord is the length beyond which a word is in no list.
const maxWord = 24

// look fills in what the lists and the letters say of a word.
func (t *token) look(f *flat) {
	if t.class != word {
		return
	}
	t.letters = caseOf(f.b[t.start:t.end])
	if t.len() > maxWord {
		return
	}
	low := f.low[t.start:t.end]
	t.flags = words[string(low)]
	if t.flags == 0 && len(low) > 3 && low[len(low)-1] == 's' {
		t.flags = words[string(low[:len(low)-1])] & (isFirst | isLast)
	}
}

func caseOf(letters []byte) letterCase {
	if !isCapital(letters[0]) {
		return small
	}
	if len(letters) == 1 {
		return capital
	}
	for _, c := range letters[1:] {
		if !isCapital(c) {
			return capital
		}
	}
	return shout
}
