package dev.scopestream.generator;

import dev.scopestream.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Tests of one class that share a broker; each test has topics of its own. */
abstract class BrokerTest {
    private static EmbeddedBroker broker;

    final RuleEngine.Control control = new RuleEngine.Control();

    @BeforeAll
    static void startBroker(@TempDir Path directory) throws Exception {
        broker = EmbeddedBroker.start(directory);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    static EmbeddedBroker broker() {
        return broker;
    }

    static Pipeline pipeline(TestInfo test, int partitions) {
        return pipeline(test, partitions, Map.of());
    }

    /** @param resultConfigs of the topic of results */
    static Pipeline pipeline(TestInfo test, int partitions, Map<String, String> resultConfigs) {
        return new Pipeline(broker, test.getTestMethod().orElseThrow().getName(), partitions, resultConfigs);
    }
}
