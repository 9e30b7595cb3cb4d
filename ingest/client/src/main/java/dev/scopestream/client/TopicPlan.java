package dev.scopestream.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * All topics, as topics.yaml has them:
 *
 * <pre>{@code
 * replication: 3            # for all topics that say nothing else
 * topics:
 *   - name: scope.prompts
 *     partitions: 12
 *     replication: 2        # may be left out
 *     configs: {retention.ms: 604800000}
 * }</pre>
 */
public record TopicPlan(List<TopicSpec> topics) {
    private static final int LARGEST = 1 << 20;

    public TopicPlan {
        topics = List.copyOf(topics);
    }

    /** The repository's topics.yaml, as it was when this was built. */
    public static TopicPlan bundled() {
        try (InputStream in = TopicPlan.class.getResourceAsStream("topics.yaml")) {
            if (in == null) {
                throw new TopicException("topics.yaml is missing in this build");
            }
            return TopicPlanReader.read(in.readAllBytes(), "topics.yaml");
        } catch (IOException e) {
            throw new TopicException("topics.yaml can't be read: " + e.getMessage(), e);
        }
    }

    /**
     * A plan from a file.
     *
     * @throws TopicException naming the file, and what is wrong in it and where
     */
    public static TopicPlan read(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new TopicException(file + " has more than " + LARGEST + " bytes: that is no topic plan");
            }
            return TopicPlanReader.read(Files.readAllBytes(file), file.toString());
        } catch (NoSuchFileException e) {
            throw new TopicException("there is no file " + file, e);
        } catch (IOException e) {
            throw new TopicException(file + " can't be read: " + e.getMessage(), e);
        }
    }

    /** The same topics with this number of replicas each, for a cluster of fewer brokers. */
    public TopicPlan withReplication(int copies) {
        if (copies < 1 || copies > Short.MAX_VALUE) {
            throw new TopicException("replication must be from 1 to " + Short.MAX_VALUE + ", is " + copies);
        }
        return new TopicPlan(
                topics.stream().map(t -> t.withReplication((short) copies)).toList());
    }
}
