package dev.scopestream.cli.security;

import dev.scopestream.cli.Readme;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The documentation's table of who may do what, as Kafka takes it. */
final class Access {
    private Access() {}

    static List<AclBinding> readme() throws IOException {
        return Readme.rows("Access").stream()
                .flatMap(line -> bindings(line).stream())
                .toList();
    }

    private static List<AclBinding> bindings(String line) {
        List<String> cells = Arrays.stream(line.split("\\|", -1))
                .map(cell -> cell.replace("`", "").strip())
                .toList();
        String name = cells.get(3);
        boolean prefix = name.endsWith("*");
        ResourceType type =
                ResourceType.valueOf(cells.get(2).toUpperCase(Locale.ROOT).replace(' ', '_'));
        ResourcePattern pattern = new ResourcePattern(
                type,
                type == ResourceType.CLUSTER ? "kafka-cluster" : prefix ? name.substring(0, name.length() - 1) : name,
                prefix ? PatternType.PREFIXED : PatternType.LITERAL);
        return Arrays.stream(cells.get(4).split(",", -1))
                .map(operation -> new AclBinding(
                        pattern,
                        new AccessControlEntry(
                                "User:" + cells.get(1),
                                "*",
                                AclOperation.fromString(operation.strip().replace(' ', '_')),
                                AclPermissionType.ALLOW)))
                .toList();
    }
}
