// Package orders is the handler that the Go contestants share: made-up orders.
package orders

import (
	"context"
	"strconv"

	pb "peers/gen/shopv1"

	"google.golang.org/protobuf/types/known/timestamppb"
)

// Server answers shop.v1.OrderService.
type Server struct {
	pb.UnimplementedOrderServiceServer
}

// GetOrder answers any id with an order.
func (Server) GetOrder(_ context.Context, r *pb.GetOrderRequest) (*pb.Order, error) {
	return order(r.Id, "cust-0042", pb.OrderStatus_ORDER_STATUS_PAID, 0, 3), nil
}

// CreateOrder answers the order that is asked for.
func (Server) CreateOrder(_ context.Context, r *pb.CreateOrderRequest) (*pb.Order, error) {
	return &pb.Order{
		Id:         "ord-" + r.RequestId,
		CustomerId: r.CustomerId,
		Status:     r.Status,
		CreateTime: r.CreateTime,
		Lines:      r.Lines,
		TotalCents: r.TotalCents,
		Currency:   r.Currency,
		TaxRate:    r.TaxRate,
		Gift:       r.Gift,
		Note:       r.Note,
		Tags:       r.Tags,
		Labels:     r.Labels,
	}, nil
}

// ListOrders answers a page of orders of the customer and with the status that are asked for.
func (Server) ListOrders(_ context.Context, r *pb.ListOrdersRequest) (*pb.ListOrdersResponse, error) {
	count := int(r.PageSize)
	if count < 1 || count > 100 {
		count = 50
	}
	orders := make([]*pb.Order, count)
	for n := range orders {
		orders[n] = order("ord-"+strconv.Itoa(100000+n), r.GetFilter().GetCustomerId(), r.Status, n, 1)
	}
	return &pb.ListOrdersResponse{Orders: orders, NextPageToken: "tok-51"}, nil
}

func order(id, customer string, status pb.OrderStatus, n, lines int) *pb.Order {
	items := make([]*pb.LineItem, lines)
	for i := range items {
		items[i] = line(i)
	}
	return &pb.Order{
		Id:         id,
		CustomerId: customer,
		Status:     status,
		CreateTime: &timestamppb.Timestamp{Seconds: 1767225600 + int64(n), Nanos: 123456000},
		Lines:      items,
		TotalCents: 123456 + int64(n),
		Currency:   "EUR",
		TaxRate:    0.19,
		Gift:       true,
		Note:       "leave at the door",
		Tags:       []string{"web", "priority"},
		Labels:     map[string]string{"channel": "shop"},
	}
}

func line(n int) *pb.LineItem {
	return &pb.LineItem{
		Sku:       "SKU-" + strconv.Itoa(10000+n),
		Title:     "Widget, blue, size M",
		Quantity:  uint32(n + 1),
		UnitCents: int64(1999 + n),
	}
}
