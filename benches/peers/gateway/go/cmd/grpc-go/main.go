// grpc-go is the gRPC service that gateways call, by grpc-go. ADDR says where it listens.
package main

import (
	"log"
	"net"
	"os"

	pb "peers/gen/shopv1"
	"peers/orders"

	"google.golang.org/grpc"
)

func main() {
	listener, err := net.Listen("tcp", os.Getenv("ADDR"))
	if err != nil {
		log.Fatal(err)
	}
	server := grpc.NewServer()
	pb.RegisterOrderServiceServer(server, orders.Server{})
	log.Fatal(server.Serve(listener))
}
