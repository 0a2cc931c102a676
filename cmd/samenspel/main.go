// Command samenspel is the whole product: it serves networks for informal care and looks after their data.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"samenspel/internal/app"
)

// version is set when a release is built.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := app.Run(ctx, os.Args[1:], os.Stdout, os.Stderr, version)
	stop()
	os.Exit(code)
}
