package dev.scopestream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.scopestream.door.config.KnownDoorOptions;
import dev.scopestream.generator.config.KnownOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** compose.yaml and what lies beside it, where no Docker is there to try it. */
class ComposeFileTest {
    private static final Path COMPOSE = Repository.root().resolve("compose");

    private static JsonNode yaml(String file) throws IOException {
        // anchors of whole maps are Jackson's aliases; merge keys are left as they are
        return new YAMLMapper().readTree(Files.readString(COMPOSE.resolve(file)));
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void shouldHaveAllParts() throws IOException {
        assertThat(names(yaml("compose.yaml").get("services")))
                .containsExactly(
                        "kafka-1",
                        "kafka-2",
                        "kafka-3",
                        "topics",
                        "generator",
                        "scorer",
                        "door",
                        "prometheus",
                        "grafana");
    }

    @Test
    void shouldSetOnlyOptionsThatThereAre() throws IOException {
        JsonNode services = yaml("compose.yaml").get("services");
        Set<String> known = new TreeSet<>(Set.of("KAFKA_BOOTSTRAP_SERVERS"));
        Set<String> options = new TreeSet<>(KnownOptions.names());
        options.addAll(KnownDoorOptions.all().keySet());
        options.forEach(name ->
                known.add(name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_')));

        for (String service : List.of("generator", "scorer", "door", "topics")) {
            assertThat(known)
                    .as(service)
                    .containsAll(names(services.get(service).get("environment")));
            assertThat(services.get(service)
                            .get("environment")
                            .get("KAFKA_BOOTSTRAP_SERVERS")
                            .asText())
                    .isEqualTo("kafka-1:9092,kafka-2:9092,kafka-3:9092");
        }
    }

    /** The generators of {@code --scale} have one volume in common. */
    @Test
    void shouldLetScaledGeneratorsShareTheirVolume() throws IOException {
        JsonNode generator = yaml("compose.yaml").get("services").get("generator");

        assertThat(generator.get("volumes"))
                .anySatisfy(volume -> assertThat(volume.asText()).isEqualTo("spill:/var/lib/scopestream"));
        assertThat(generator.get("environment").get("SCOPE_SPILL_SHARED").asText())
                .isEqualTo("true");
    }

    @Test
    void shouldBuildTheTargetsThatTheDockerfileHas() throws IOException {
        String dockerfile = Files.readString(COMPOSE.resolve("Dockerfile"));

        for (String service : List.of("topics", "generator", "scorer", "door")) {
            JsonNode build = yaml("compose.yaml").get("services").get(service).get("build");
            assertThat(COMPOSE.resolve(build.get("context").asText())
                            .resolve(build.get("dockerfile").asText()))
                    .exists();
            assertThat(dockerfile)
                    .contains("FROM base AS " + build.get("target").asText() + "\n");
        }
    }

    /** The images take what the modules' builds are called; sources that they take must be there now. */
    @Test
    void shouldCopyWhatTheBuildMakes() throws IOException {
        List<String> copied = Pattern.compile("(?m)^COPY (.*) \\S+$")
                .matcher(Files.readString(COMPOSE.resolve("Dockerfile")))
                .results()
                .flatMap(match -> List.of(match.group(1).split(" ", -1)).stream())
                .toList();

        assertThat(copied).hasSize(20);
        for (String copy : copied) {
            if (copy.equals(".") || copy.equals("--from=build")) {
                continue;
            }
            assertThat(copy).as("taken from the build, not from the clone").startsWith("/src/");
            String path = copy.substring("/src/".length());
            int target = path.indexOf("/target/");
            Path source = Repository.root().resolve(target < 0 ? path : path.substring(0, target) + "/pom.xml");
            assertThat(source).exists();
            if (path.endsWith(".jar")) {
                String name = path.substring(path.lastIndexOf('/') + 1, path.length() - ".jar".length());
                assertThat(source).content().contains("<finalName>" + name + "</finalName>");
            }
        }
    }

    @Test
    void shouldBuildImagesAsTheyShouldBe() throws IOException {
        String dockerfile = Files.readString(COMPOSE.resolve("Dockerfile"));
        List<String> stages = List.of(dockerfile.split("(?m)^FROM ", -1)).subList(1, 7);

        assertThat(dockerfile).doesNotContain(":latest", "ADD ", "sudo").contains("USER 10001\n");
        assertThat(stages.get(0)).contains("mvn ", "-DskipTests package");
        assertThat(stages.get(1)).startsWith("eclipse-temurin:17-jre AS base").contains("rm -rf /var/lib/apt/lists");
        assertThat(stages.subList(2, 6)).allSatisfy(stage -> assertThat(stage)
                .startsWith("base AS ")
                .contains("HEALTHCHECK ", "ENTRYPOINT [\"java\"")
                .doesNotContain("USER ", "RUN "));
        assertThat(Files.readAllLines(COMPOSE.resolve("Dockerfile.dockerignore")))
                .contains(".git", "data", "**/target");
    }

    @Test
    void shouldHaveAlertsThatSayWhatToDo() throws IOException {
        JsonNode rules = yaml("monitoring/alerts.yml").at("/groups/0/rules");

        assertThat(yaml("monitoring/prometheus.yml").get("rule_files").get(0).asText())
                .isEqualTo("alerts.yml");
        assertThat(rules.findValuesAsText("alert"))
                .contains("PromptsWait", "DeadLetters", "EngineStalled", "NothingDelivered", "SpillDiskFull")
                .doesNotHaveDuplicates();
        assertThat(rules).allSatisfy(rule -> {
            assertThat(rule.get("expr").asText()).isNotBlank();
            assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning", "info");
            assertThat(rule.at("/annotations/summary").asText()).isNotBlank();
            assertThat(rule.at("/annotations/action").asText()).isNotBlank();
        });
    }

    @Test
    void shouldOfferNothingToOtherMachines() throws IOException {
        for (JsonNode service : yaml("compose.yaml").get("services")) {
            service.path("ports").forEach(port -> assertThat(port.asText()).startsWith("127.0.0.1:"));
        }
    }

    @Test
    void shouldMountFilesThatThereAre() throws IOException {
        for (String service : List.of("prometheus", "grafana")) {
            yaml("compose.yaml").get("services").get(service).get("volumes").forEach(volume -> assertThat(
                            COMPOSE.resolve(volume.asText().split(":", -1)[0]))
                    .exists());
        }
    }

    @Test
    void shouldWatchTheServicesWhereTheyAnswer() throws IOException {
        JsonNode jobs = yaml("monitoring/prometheus.yml").get("scrape_configs");
        String dockerfile = Files.readString(COMPOSE.resolve("Dockerfile"));

        assertThat(jobs.findValuesAsText("job_name")).containsExactly("generator", "scorer", "door");
        assertThat(jobs.findValuesAsText("metrics_path")).containsOnly("/prometheus");
        JsonNode generator = jobs.get(0).get("dns_sd_configs").get(0);
        assertThat(generator.get("names").get(0).asText()).isEqualTo("generator");
        assertThat(dockerfile).contains("EXPOSE " + generator.get("port").asText() + "\n");
        assertThat(jobs.get(1)
                        .get("static_configs")
                        .get(0)
                        .get("targets")
                        .get(0)
                        .asText())
                .isEqualTo("scorer:8081");
        assertThat(dockerfile).contains("EXPOSE 8081\n");
        assertThat(jobs.get(2).at("/static_configs/0/targets/0").asText()).isEqualTo("door:8082");
        assertThat(dockerfile).contains("EXPOSE 8082\n");
    }

    @Test
    void shouldProvisionTheDashboardWithItsDataSource() throws IOException {
        JsonNode source = yaml("monitoring/grafana/provisioning/datasources/prometheus.yaml")
                .get("datasources")
                .get(0);
        JsonNode dashboard = new ObjectMapper()
                .readTree(Files.readString(COMPOSE.resolve("monitoring/grafana/dashboards/scopestream.json")));

        assertThat(dashboard.get("panels")).hasSizeGreaterThan(5);
        assertThat(dashboard.findValues("datasource"))
                .allSatisfy(used -> assertThat(used.get("uid")).isEqualTo(source.get("uid")));
    }
}
