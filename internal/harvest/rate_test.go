package harvest_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/harvest"
)

// rateServices is how many services the measurements import; SAMENSPEL_BENCH_SERVICES=1000000 is the large one.
func rateServices() int {
	if n, err := strconv.Atoi(os.Getenv("SAMENSPEL_BENCH_SERVICES")); err == nil {
		return n
	}
	return 20_000
}

var bench = "Samen koffie drinken, wandelen en praten in de buurt, met een vrijwilliger die bij u past. "

func writeRows(b testing.TB, path, heading string, n int, row func(i int) string) {
	b.Helper()
	file, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriter(file)
	_, _ = io.WriteString(w, heading+"\n")
	for i := range n {
		_, _ = io.WriteString(w, row(i)+"\n")
	}
	if err := w.Flush(); err != nil || file.Close() != nil {
		b.Fatal(err)
	}
}

// largePackage writes an HSDS data package of n services and a sixth as many organisations.
func largePackage(b testing.TB, n int) string {
	folder := b.TempDir()
	file := func(name string) string { return filepath.Join(folder, name+".csv") }
	writeRows(b, file("organizations"), "id,name,url", n/6+1, func(i int) string { return fmt.Sprintf("o%d,Organisatie %d,https://o%d.example", i, i, i) })
	writeRows(b, file("services"), "id,organization_id,name,description,url", n, func(i int) string {
		return fmt.Sprintf(`s%d,o%d,Aanbod %d,"%s",https://o.example/%d`, i, i/6, i%5000, strings.Repeat(bench, 5), i)
	})
	writeRows(b, file("locations"), "id,name,latitude,longitude", n, func(i int) string { return fmt.Sprintf("l%d,Plek %d,52.%04d,5.%04d", i, i, i%1000, i%999) })
	writeRows(b, file("physical_addresses"), "id,location_id,address_1,city,postal_code", n, func(i int) string { return fmt.Sprintf("a%d,l%d,Straat %d,Dorp,%d AB", i, i, i%300, 1000+i%8999) })
	writeRows(b, file("services_at_location"), "id,service_id,location_id", n, func(i int) string { return fmt.Sprintf("x%d,s%d,l%d", i, i, i) })
	writeRows(b, file("phones"), "id,service_id,number", n, func(i int) string { return fmt.Sprintf("p%d,s%d,030 %07d", i, i, i) })
	writeRows(b, file("regular_schedules"), "id,service_id,weekday,opens_at,closes_at", n, func(i int) string { return fmt.Sprintf("r%d,s%d,Monday,9:00,17:00", i, i) })
	return folder
}

// largeTable writes a flat file of n services.
func largeTable(b testing.TB, n int) string {
	path := filepath.Join(b.TempDir(), "aanbod.csv")
	writeRows(b, path, "id,title,organization_id,organization,description,keywords,needs,ages,phone,url,location,address,postcode,latitude,longitude", n, func(i int) string {
		return fmt.Sprintf(`s%d,Aanbod %d,o%d,Organisatie %d,"%s",koffie; thee,gezelschap,65+,030 %07d,https://o.example/%d,Plek %d,Straat %d,%d AB,52.%04d,5.%04d`,
			i, i%5000, i/6, i/6, strings.Repeat(bench, 5), i, i, i, i%300, 1000+i%8999, i%1000, i%999)
	})
	return path
}

// BenchmarkSources measures the import of a large source while another process saves rows of the size of an enquiry
// (aims: 5,000 services a second, 250 ms for 99 of 100 saves). The other process is this program again: saveAsChild.
func BenchmarkSources(b *testing.B) {
	n := rateServices()
	rows := min(n, harvest.MaxRows) // of a flat file
	folder, table := largePackage(b, n), largeTable(b, rows)
	addresses := map[string]func() string{"sqlite": func() string { return "sqlite:" + filepath.Join(b.TempDir(), "rate.db") },
		"postgres": func() string { return dbtest.PostgresAddress(b) }}
	for _, engine := range []string{"sqlite", "postgres"} {
		for form, n := range map[string]int{"flat": rows, "hsds": n} {
			b.Run(engine+"/"+form, func(b *testing.B) {
				for i := range b.N {
					b.StopTimer()
					address := addresses[engine]()
					town := newTown(b, migrated(b, address), fmt.Sprint("n", i)).withAreas()
					stop := saves(b, address, town.actor.Network)
					b.StartTimer()
					importLarge(b, town, form, folder, table, n)
					b.StopTimer()
					took := stop()
					slices.Sort(took)
					b.ReportMetric(float64(took[len(took)*99/100].Milliseconds()), "ms/save-p99")
					b.ReportMetric(float64(took[len(took)-1].Milliseconds()), "ms/save-max")
				}
				b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "services/s")
				b.ReportMetric(heldAtMost(b), "MB/peak")
			})
		}
	}
}

// migrated opens the database at an address and brings it up to date.
func migrated(b *testing.B, address string) *db.DB {
	b.Helper()
	d, err := db.Open(context.Background(), address)
	if err == nil {
		_, err = d.Migrate(context.Background())
	}
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = d.Close() })
	return d
}

// heldAtMost gives the most memory that this process had from the start on, in MB.
func heldAtMost(b *testing.B) float64 {
	b.Helper()
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "VmHWM:")
	kilobytes, err := strconv.ParseFloat(append(strings.Fields(rest), "0")[0], 64)
	if err != nil {
		b.Fatal(err)
	}
	return kilobytes / 1024
}

func importLarge(b *testing.B, town town, form, folder, table string, n int) {
	var report harvest.Report
	var err error
	if form == "hsds" {
		report, err = town.pack("groot", folder, harvest.Options{})
	} else {
		report, err = town.file("groot", table, harvest.Options{})
	}
	if err != nil || report.Services.New != n {
		b.Fatalf("%s, %v", report, err)
	}
}

// savesDatabase names a database; with it the test program is the other process of BenchmarkSources.
const savesDatabase = "SAMENSPEL_TEST_SAVES_DATABASE"

// saves starts a process that saves rows, and gives how to stop it: how long each save took.
func saves(b *testing.B, address, network string) (stop func() []time.Duration) {
	b.Helper()
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), savesDatabase+"="+address, childNetwork+"="+network)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	return func() (took []time.Duration) {
		_ = in.Close() // it stops at the end of its input
		if err := json.NewDecoder(out).Decode(&took); err != nil {
			b.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			b.Fatal(err)
		}
		return took
	}
}

// saveAsChild saves a row of the size of an enquiry in a transaction of its own, some twenty times a second, until its
// input ends, and then says how long each took.
func saveAsChild(address string) {
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		stop()
	}()
	d, err := db.Open(context.Background(), address)
	if err != nil {
		panic(err)
	}
	actor := access.As(access.Operator, os.Getenv(childNetwork))
	text := strings.Repeat("Mijn moeder is veel alleen. ", 40)
	var took []time.Duration
	for ctx.Err() == nil {
		began := time.Now()
		err := d.In(context.Background(), actor.Network, func(tx *db.Tx) error {
			return audit.Write(context.Background(), tx, actor, audit.Act{Action: "edit", Object: access.Enquiries, Purpose: text})
		})
		if err != nil {
			panic(err)
		}
		took = append(took, time.Since(began))
		time.Sleep(50 * time.Millisecond)
	}
	if err := json.NewEncoder(os.Stdout).Encode(took); err != nil {
		panic(err)
	}
}
