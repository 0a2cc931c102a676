package privacy_test

import (
	"strings"
	"testing"
	"time"

	"samenspel/internal/privacy"
)

// textOf gives sentences of the corpus up to a length.
func textOf(t testing.TB, length int) string {
	var b strings.Builder
	for b.Len() < length {
		for _, name := range []string{"planted.txt", "clean.txt"} {
			for _, line := range sentences(t, name) {
				text, _ := unplant(t, line)
				b.WriteString(text + " ")
			}
		}
	}
	return strings.ToValidUTF8(b.String()[:length], "")
}

// BenchmarkScan200 is one note of 200 characters (aim: 50 µs at most).
func BenchmarkScan200(b *testing.B) { benchmark(b, textOf(b, 200)) }

// BenchmarkScan1MB is a text far beyond any field (aim: 200 ms at most).
func BenchmarkScan1MB(b *testing.B) { benchmark(b, textOf(b, 1<<20)) }

func benchmark(b *testing.B, text string) {
	scanner := ours()
	scanner.Scan("")
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		scanner.Scan(text)
	}
}

// worst are pieces that invite a rule to look far: repeated, the time must stay in step with the length.
var worst = []string{"0", "0 ", "06 ", "1-", "o0", "@", "a@", "a.", "@a.", "a-", "Jan ", "J.", "van ", "van der ", "Van ", "De", "laan 1 ", "NL00", "NL00 A ", "nul ",
	"1951 ", "geb ", "facebook.com/", "fb:", "1.2.", "12-03-", "(", "[at]", "a at ", "punt ", "\u200b", "ş", "\xff", "AB-12-", "straat", "\n", "mevr. ", "’", "1000.", "+", "+31", "aa apenstaart punt "}

func TestTimeStaysInStepWithTheLength(t *testing.T) {
	for _, piece := range worst {
		text := strings.Repeat(piece, 1<<16/len(piece))
		start := time.Now()
		privacy.Scan(text)
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("64 kB of %q take %v", piece, took)
		}
	}
}
