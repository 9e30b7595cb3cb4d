package dev.scopestream.client;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.DefaultHostResolver;
import org.apache.kafka.clients.ManualMetadataUpdater;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.NetworkClientUtils;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.TransactionResult;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest;
import org.apache.kafka.common.requests.WriteTxnMarkersResponse;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;

/**
 * Writes the marker that commits a transaction in one partition. Kafka's admin client has only the one that aborts; a
 * transaction whose other partitions are committed must not be aborted in the last one.
 */
final class EndMarkers {
    /** The rule of earlier versions of transactions: the marker has the epoch of the transaction's records. */
    private static final short EPOCH_OF_RECORDS = 0;

    private final Map<String, Object> client;
    private final Duration timeout;

    EndMarkers(Map<String, Object> client, Duration timeout) {
        this.client = Map.copyOf(client);
        this.timeout = timeout;
    }

    /** @throws TopicException when the leader doesn't answer, or refuses */
    void commit(Node leader, HangingTransaction transaction) {
        HangingTransaction.Writer writer = transaction.writer();
        WriteTxnMarkersRequest.Builder request =
                new WriteTxnMarkersRequest.Builder(List.of(new WriteTxnMarkersRequest.TxnMarkerEntry(
                        writer.id(),
                        writer.epoch(),
                        writer.coordinatorEpoch(),
                        TransactionResult.COMMIT,
                        List.of(transaction.partition()),
                        EPOCH_OF_RECORDS)));
        try (Metrics metrics = new Metrics();
                NetworkClient network = network(leader, metrics)) {
            if (!NetworkClientUtils.awaitReady(network, leader, Time.SYSTEM, timeout.toMillis())) {
                throw new TopicException("broker " + leader + " doesn't answer within " + timeout);
            }
            ClientResponse response = NetworkClientUtils.sendAndReceive(
                    network,
                    network.newClientRequest(
                            leader.idString(), request, Time.SYSTEM.milliseconds(), true, millis(), null),
                    Time.SYSTEM);
            Errors error = Optional.ofNullable(((WriteTxnMarkersResponse) response.responseBody())
                            .errorsByProducerId()
                            .get(writer.id()))
                    .map(errors -> errors.get(transaction.partition()))
                    .orElse(Errors.UNKNOWN_SERVER_ERROR);
            if (error != Errors.NONE && error != Errors.INVALID_PRODUCER_EPOCH) {
                throw new TopicException("the broker refused to end " + transaction + ": " + error.message());
            }
        } catch (IOException | KafkaException e) {
            throw new TopicException("no broker ended " + transaction + ": " + e.getMessage(), e);
        }
    }

    private NetworkClient network(Node leader, Metrics metrics) {
        LogContext context = new LogContext("[end markers] ");
        Map<String, Object> settings = new HashMap<>(client);
        return ClientUtils.createNetworkClient(
                new AdminClientConfig(settings),
                "end-markers",
                metrics,
                "end-markers",
                context,
                new ApiVersions(),
                Time.SYSTEM,
                1,
                millis(),
                null,
                new ManualMetadataUpdater(List.of(leader)),
                new DefaultHostResolver(),
                null,
                null);
    }

    private int millis() {
        return Math.toIntExact(timeout.toMillis());
    }
}
