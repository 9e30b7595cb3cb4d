// Sends a prompt and a bad one, and prints the result and the dead letter: go run . [BOOTSTRAP]
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

func main() {
	bootstrap := "localhost:9092"
	if len(os.Args) > 1 {
		bootstrap = os.Args[1]
	}
	run := strconv.FormatInt(time.Now().UnixNano(), 36)
	good, bad := "go-"+run, "go-bad-"+run
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()

	// the default partitioner hashes keys as Java does: all prompts of one id must come to one partition
	client, err := kgo.NewClient(
		kgo.SeedBrokers(bootstrap),
		kgo.ConsumeTopics("scope.results", "scope.prompts.dlq"),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
		kgo.FetchIsolationLevel(kgo.ReadCommitted()),
	)
	fail(err)
	defer client.Close()
	fail(client.ProduceSync(ctx,
		&kgo.Record{Topic: "scope.prompts", Key: []byte(good), Value: []byte(`{"prompt": "Question_1: 3+5\n\n", "max_tokens": 64}`)},
		&kgo.Record{Topic: "scope.prompts", Key: []byte(bad), Value: []byte(`{"prompt": "Once", "max_tokens": 0}`)},
	).FirstErr())

	for waiting := map[string]bool{good: true, bad: true}; len(waiting) > 0; {
		fetches := client.PollFetches(ctx)
		fail(ctx.Err())
		fetches.EachRecord(func(record *kgo.Record) {
			key := string(record.Key)
			if !waiting[key] {
				return
			}
			delete(waiting, key)
			if record.Topic == "scope.results" {
				var result struct{ Text string }
				fail(json.Unmarshal(record.Value, &result))
				fmt.Printf("result %s: %s\n", key, strings.TrimSpace(result.Text))
			} else {
				fmt.Printf("dead letter %s: %s: %s\n", key, header(record, "scope-field"), header(record, "scope-reason"))
			}
		})
	}
}

func header(record *kgo.Record, name string) string {
	for _, h := range record.Headers {
		if h.Key == name {
			return string(h.Value)
		}
	}
	return ""
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
