package dev.scopestream.cli.prompt;

import dev.scopestream.cli.common.JsonOption;
import dev.scopestream.cli.common.RootCommand;
import dev.scopestream.client.PromptProducer;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.PromptHeaders;
import dev.scopestream.events.PromptRecord;
import dev.scopestream.events.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Cancels requests. */
@Command(
        name = "cancel",
        description = "Cancels requests, running or waiting: each ends with a result that says cancelled. What is"
                + " finished stays as it is, and an id that nobody sent is passed over.")
public final class CancelCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "ID", arity = "1..*", description = "The requests' ids.")
    private List<String> ids = List.of();

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            description = "Whose requests they are, where prompts had the header " + PromptHeaders.TENANT + ".")
    private String tenant;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws Exception {
        Set<String> distinct = new LinkedHashSet<>(ids);
        distinct.forEach(this::check);
        List<Header> headers = tenant == null
                ? List.of()
                : List.of(new RecordHeader(PromptHeaders.TENANT, tenant.getBytes(StandardCharsets.UTF_8)));
        try (PromptProducer producer =
                new PromptProducer(RootCommand.of(spec).connection().clientProperties())) {
            List<CompletableFuture<RecordMetadata>> sent = new ArrayList<>();
            distinct.forEach(id -> sent.add(producer.cancel(id, headers)));
            CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get();
        }
        if (json.given()) {
            distinct.forEach(id -> JsonOption.print(spec, fields(id)));
        } else {
            spec.commandLine().getOut().println(distinct.size() + " sent to " + Topics.CONTROL);
        }
        return 0;
    }

    private static Map<String, Object> fields(String id) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id);
        fields.put("cancel", "sent");
        return fields;
    }

    private void check(String id) {
        try {
            String unused = PromptRecord.id(id);
        } catch (InvalidEventException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
