package harvest_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
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
// (aims: 5,000 services a second, 250 ms for 99 of 100 saves). The other process is this program again, see childSaves.
func BenchmarkSources(b *testing.B) {
	n := rateServices()
	folder, table := largePackage(b, n), largeTable(b, n)
	for _, engine := range []string{"sqlite", "postgres"} {
		for _, form := range []string{"flat", "hsds"} {
			b.Run(engine+"/"+form, func(b *testing.B) {
				for i := range b.N {
					b.StopTimer()
					d := map[string]func(testing.TB) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres}[engine](b)
					town := newTown(b, d, fmt.Sprint("n", i)).withAreas()
					stop, saved := saves(b, d, town.actor)
					b.StartTimer()
					importLarge(b, town, form, folder, table, n)
					b.StopTimer()
					stop()
					took := <-saved
					slices.Sort(took)
					b.ReportMetric(float64(took[len(took)*99/100].Milliseconds()), "ms/save-p99")
					b.ReportMetric(float64(took[len(took)-1].Milliseconds()), "ms/save-max")
				}
				b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "services/s")
			})
		}
	}
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

// saves writes a row in a transaction of its own, twenty times a second, until it is stopped, and gives how long each
// took.
func saves(b *testing.B, d *db.DB, actor access.Actor) (stop func(), took <-chan []time.Duration) {
	ctx, stop := context.WithCancel(context.Background())
	all := make(chan []time.Duration, 1)
	text := strings.Repeat("Mijn moeder is veel alleen. ", 40)
	go func() {
		var each []time.Duration
		for ctx.Err() == nil {
			began := time.Now()
			err := d.In(context.Background(), actor.Network, func(tx *db.Tx) error {
				return audit.Write(context.Background(), tx, actor, audit.Act{Action: "edit", Object: access.Enquiries, Purpose: text})
			})
			if err != nil {
				b.Error(err)
			}
			each = append(each, time.Since(began))
			time.Sleep(50 * time.Millisecond)
		}
		all <- each
	}()
	return stop, all
}
