// Command temporal-dev: a single-process Temporal server on SQLite, loopback only.
// It is what `temporal server start-dev --headless` sets up, built from the server module alone.
package main

import (
	"context"
	"flag"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/server/common/authorization"
	"go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/dynamicconfig"
	"go.temporal.io/server/common/headers"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/membership/static"
	sqliteplugin "go.temporal.io/server/common/persistence/sql/sqlplugin/sqlite"
	"go.temporal.io/server/common/primitives"
	sqliteschema "go.temporal.io/server/schema/sqlite"
	"go.temporal.io/server/temporal"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

var nextPort = os.Getpid()

// freePort gives a port that nobody listens on, each call another one: below the range of
// outgoing connections, and above the ports that xtask hands out.
func freePort() int {
	for {
		nextPort++
		port := 30000 + nextPort%2700
		if l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			l.Close()
			return port
		}
	}
}

func run() error {
	port := flag.Int("port", 7233, "gRPC port (0: any free one)")
	httpPort := flag.Int("http-port", 0, "port of the HTTP API (0: any free one)")
	db := flag.String("db", "", "SQLite file (empty: in memory)")
	nss := flag.String("namespaces", "default", "comma-separated namespaces to create")
	level := flag.String("log-level", "error", "debug, info, warn or error")
	addrFile := flag.String("addr-file", "", "write host:port here once serving")
	version := flag.Bool("version", false, "print the server version")
	flag.Parse()
	if *version {
		fmt.Println(headers.ServerVersion)
		return nil
	}
	const ip, cl = "127.0.0.1", "active"
	if *port == 0 {
		*port = freePort()
	}
	if *httpPort == 0 {
		*httpPort = freePort()
	}
	addr := fmt.Sprintf("%s:%d", ip, *port)

	sql := config.SQL{PluginName: sqliteplugin.PluginName}
	if *db == "" {
		sql.ConnectAttributes = map[string]string{"mode": "memory", "cache": "shared"}
		sql.DatabaseName = fmt.Sprintf("t%d", os.Getpid())
	} else {
		sql.ConnectAttributes = map[string]string{"mode": "rwc"}
		sql.DatabaseName = *db
		if _, err := os.Stat(*db); os.IsNotExist(err) {
			if err := os.MkdirAll(filepath.Dir(*db), 0o755); err != nil {
				return err
			}
			if err := sqliteschema.SetupSchema(&sql); err != nil {
				return fmt.Errorf("schema: %w", err)
			}
		}
	}
	attrs := map[string]enumspb.IndexedValueType{}
	var ns []*sqliteschema.NamespaceConfig
	for _, n := range strings.Split(*nss, ",") {
		c, err := sqliteschema.NewNamespaceConfig(cl, n, false, attrs)
		if err != nil {
			return err
		}
		ns = append(ns, c)
	}
	if err := sqliteschema.CreateNamespaces(&sql, ns...); err != nil {
		return fmt.Errorf("namespaces: %w", err)
	}

	var c config.Config
	c.Global.Membership.MaxJoinDuration = 30 * time.Second
	c.Global.Membership.BroadcastAddress = ip
	c.Persistence.DefaultStore = "sqlite"
	c.Persistence.VisibilityStore = "sqlite"
	c.Persistence.NumHistoryShards = 1
	c.Persistence.DataStores = map[string]config.DataStore{"sqlite": {SQL: &sql}}
	c.ClusterMetadata = &cluster.Config{
		FailoverVersionIncrement: 10,
		MasterClusterName:        cl,
		CurrentClusterName:       cl,
		ClusterInformation: map[string]cluster.ClusterInformation{cl: {
			Enabled: true, InitialFailoverVersion: 1, RPCAddress: addr,
			HTTPAddress: fmt.Sprintf("%s:%d", ip, *httpPort),
			ClusterID:   "11111111-2222-4333-8444-555555555555",
		}},
	}
	c.DCRedirectionPolicy.Policy = "noop"
	c.Archival.History.State = "disabled"
	c.Archival.Visibility.State = "disabled"
	c.NamespaceDefaults.Archival.History.State = "disabled"
	c.NamespaceDefaults.Archival.Visibility.State = "disabled"
	c.PublicClient.HostPort = addr
	c.Services = map[string]config.Service{}
	hosts := map[primitives.ServiceName]static.Hosts{}
	for _, s := range []primitives.ServiceName{primitives.FrontendService, primitives.HistoryService, primitives.MatchingService, primitives.WorkerService} {
		var sc config.Service
		sc.RPC.BindOnIP = ip
		sc.RPC.GRPCPort = freePort()
		if s == primitives.FrontendService {
			sc.RPC.GRPCPort, sc.RPC.HTTPPort = *port, *httpPort
		}
		c.Services[string(s)] = sc
		hosts[s] = static.SingleLocalHost(fmt.Sprintf("%s:%d", ip, sc.RPC.GRPCPort))
	}

	logger := log.NewZapLogger(log.BuildZapLogger(log.Config{Stdout: false, Level: *level, Format: "console"}))
	authorizer, err := authorization.GetAuthorizerFromConfig(&c.Global.Authorization)
	if err != nil {
		return err
	}
	claims, err := authorization.GetClaimMapperFromConfig(&c.Global.Authorization, logger)
	if err != nil {
		return err
	}
	dyn := dynamicconfig.StaticClient{
		dynamicconfig.HistoryCacheHostLevelMaxSize.Key():                 8096,
		dynamicconfig.FrontendMaxNamespaceVisibilityRPSPerInstance.Key(): 100,
		dynamicconfig.EnableChasm.Key():                                  true,
	}
	// extra dynamic config: trailing KEY=JSON-ish arguments (true/false/int/string)
	for _, kv := range flag.Args() {
		k, v, ok := strings.Cut(kv, "=")
		if !ok {
			return fmt.Errorf("want KEY=VALUE, got %q", kv)
		}
		var val any = v
		var i int
		if v == "true" || v == "false" {
			val = v == "true"
		} else if n, err := fmt.Sscanf(v, "%d", &i); n == 1 && err == nil {
			val = i
		}
		dyn[dynamicconfig.MakeKey(k)] = val
	}
	srv, err := temporal.NewServer(
		temporal.WithConfig(&c),
		temporal.ForServices(temporal.DefaultServices),
		temporal.WithStaticHosts(hosts),
		temporal.WithLogger(logger),
		temporal.WithAuthorizer(authorizer),
		temporal.WithClaimMapper(func(*config.Config) authorization.ClaimMapper { return claims }),
		temporal.WithDynamicConfigClient(dyn),
		temporal.InterruptOn(temporal.InterruptCh()),
	)
	if err != nil {
		return err
	}
	go func() {
		// ready when every namespace answers through the frontend, not when the port opens
		conn, err := grpc.NewClient(addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
		if err != nil {
			panic(err)
		}
		wf := workflowservice.NewWorkflowServiceClient(conn)
		for _, n := range strings.Split(*nss, ",") {
			for {
				ctx, cancel := context.WithTimeout(context.Background(), time.Second)
				_, err := wf.DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{Namespace: n})
				cancel()
				if err == nil {
					break
				}
				time.Sleep(20 * time.Millisecond)
			}
		}
		conn.Close()
		if *addrFile != "" {
			os.WriteFile(*addrFile+".tmp", []byte(addr), 0o644)
			os.Rename(*addrFile+".tmp", *addrFile)
		}
		fmt.Println("TEMPORAL_ADDRESS=" + addr)
	}()
	return srv.Start() // blocks until SIGINT/SIGTERM because of InterruptOn
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "temporal-dev:", err)
		os.Exit(1)
	}
}
