package dev.scopestream.cli.doctor;

import dev.scopestream.door.config.KnownDoorOptions;
import dev.scopestream.generator.config.KnownOptions;
import dev.scopestream.scorer.service.KnownScorerOptions;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the environment configures: every variable for ScopeStream must be one that there is, with a value that can be read. */
final class OptionCheck {
    private static final String NAME = "options";
    private static final List<String> FAMILIES = List.of("SCOPE_", "SCORER_", "KAFKA_", "MICRONAUT_", "OTEL_");
    private static final String LAUNCHER = "SCOPESTREAM_";
    private static final List<String> LAUNCHERS =
            List.of("SCOPESTREAM_JAVA_OPTS", "SCOPESTREAM_HEAP", "SCOPESTREAM_BUILD", "SCOPESTREAM_CLASSPATH");

    private final Diagnosis diagnosis;

    OptionCheck(Diagnosis diagnosis) {
        this.diagnosis = diagnosis;
    }

    /**
     * @param variables of the environment
     * @param settings options by their own names, as services take them with {@code --set}
     */
    void run(Map<String, String> variables, Map<String, String> settings) throws InterruptedException {
        TreeSet<String> ours = new TreeSet<>();
        for (String name : new TreeMap<>(variables).keySet()) {
            if (name.startsWith(LAUNCHER) && !LAUNCHERS.contains(name)) {
                diagnosis.wrong(
                        NAME, "unknown variable " + name, "unset it, or take one of " + String.join(", ", LAUNCHERS));
            } else if (name.startsWith(LAUNCHER) || FAMILIES.stream().anyMatch(name::startsWith)) {
                ours.add(name);
            }
        }
        String advice =
                "mend the variable or the --set; the READMEs of generator-service, ingest/door and scorer-service list all";
        diagnosis.look(NAME, advice, () -> {
            try (ApplicationContext context = ApplicationContext.builder()
                    .properties(Map.copyOf(settings))
                    .deduceEnvironment(false)
                    .build()) {
                Environment environment = context.getEnvironment();
                environment.start();
                KnownOptions.check(environment.getPropertySources());
                KnownOptions.checkValues(environment);
                KnownDoorOptions.check(environment);
                KnownScorerOptions.check(environment);
            }
            String given = ours.isEmpty() ? "no variable is set" : "set: " + String.join(", ", ours);
            diagnosis.ok(NAME, given + (settings.isEmpty() ? "" : "; --set: " + String.join(", ", settings.keySet())));
        });
    }
}
