// grpc-gateway is the gateway of that name: before the handler in this process, or before the
// gRPC service at BACKEND. ADDR says where it listens.
package main

import (
	"context"
	"log"
	"net/http"
	"os"

	pb "peers/gen/shopv1"
	"peers/orders"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

func main() {
	mux := runtime.NewServeMux()
	if err := register(context.Background(), mux, os.Getenv("BACKEND")); err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.ListenAndServe(os.Getenv("ADDR"), mux))
}

func register(ctx context.Context, mux *runtime.ServeMux, backend string) error {
	if backend == "" {
		return pb.RegisterOrderServiceHandlerServer(ctx, mux, orders.Server{})
	}
	plain := grpc.WithTransportCredentials(insecure.NewCredentials())
	return pb.RegisterOrderServiceHandlerFromEndpoint(ctx, mux, backend, []grpc.DialOption{plain})
}
