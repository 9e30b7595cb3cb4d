package dev.scopestream.generator.health;

import dev.scopestream.generator.kafka.KafkaClients;
import dev.scopestream.generator.kafka.SharedAdmin;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.DescribeClusterOptions;

/** Asks the brokers whether they are there. */
@Singleton
public class BrokerCheck {
    private static final int PATIENCE_MILLIS = 2000;

    private final KafkaClients clients;
    private final SharedAdmin admin;

    BrokerCheck(KafkaClients clients, SharedAdmin admin) {
        this.clients = clients;
        this.admin = admin;
    }

    /** What is wrong; null: a broker answered. */
    synchronized String problem() {
        try {
            admin.get()
                    .describeCluster(new DescribeClusterOptions().timeoutMs(PATIENCE_MILLIS))
                    .clusterId()
                    .get(PATIENCE_MILLIS + 500, TimeUnit.MILLISECONDS);
            return null;
        } catch (ExecutionException e) {
            return "no broker answers at " + clients.bootstrapServers() + ": "
                    + e.getCause().getMessage();
        } catch (TimeoutException e) {
            return "no broker answers at " + clients.bootstrapServers();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        } catch (RuntimeException e) {
            return "the Kafka client can't be made: " + e.getMessage();
        }
    }
}
