package dev.scopestream.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows of the house: which module may know which. */
class ModuleRulesTest {
    private static final String ROOT = "dev.scopestream.";

    /** What takes DJL's default device unless told. */
    private static final Set<String> DEVICE_CHOSEN =
            Set.of("ai.djl.Model.newInstance", "ai.djl.ndarray.NDManager.newBaseManager");

    /** Module to the modules of ours that it may depend on. */
    private static final Map<String, Set<String>> ARROWS = Map.of(
            "events", Set.of(),
            "telemetry", Set.of(),
            "broker", Set.of(),
            "client", Set.of("events"),
            "engine", Set.of(),
            "spill", Set.of(),
            "generator", Set.of("telemetry", "engine", "spill", "events"),
            "scorer", Set.of("telemetry", "events", "client"),
            "door", Set.of("telemetry", "events", "client"),
            "cli", Set.of("telemetry", "events", "broker", "client", "engine", "spill", "generator", "scorer", "door"));

    private static final JavaClasses OURS =
            new ClassFileImporter(Set.of(new ImportOption.DoNotIncludeTests())).importPackages("dev.scopestream");

    static Set<String> modules() {
        return new TreeSet<>(ARROWS.keySet());
    }

    @ParameterizedTest
    @MethodSource("modules")
    void shouldDependOnlyOnTheModulesItMayKnow(String module) {
        String[] forbidden = ARROWS.keySet().stream()
                .filter(other -> !other.equals(module) && !ARROWS.get(module).contains(other))
                .map(other -> ROOT + other + "..")
                .toArray(String[]::new);

        noClasses()
                .that()
                .resideInAPackage(ROOT + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .because(module + " may know " + ARROWS.get(module))
                .check(OURS);
    }

    /** Every package is a slice, a module's root package, too. */
    @Test
    void shouldHaveNoCyclesAmongPackages() {
        slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(OURS);
    }

    @Test
    void shouldKeepKafkaMicronautAndRocksDbOutOfTheEngine() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "engine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "io.micronaut..", "org.rocksdb..")
                .because("the engine is a library: checkpoints in, tokens out")
                .check(OURS);
    }

    @Test
    void shouldKeepWhatDiffersBetweenDevicesInOneClass() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(ROOT + "engine.ComputeDevice")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("ai.djl.Device")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.djl.engine..", "ai.djl.util.cuda..")
                .orShould()
                .callMethodWhere(describe(
                        "the device is DJL's choice",
                        call -> DEVICE_CHOSEN.contains(call.getTargetOwner().getName() + "." + call.getName())))
                .because("everything is made on the device that the engine's options name")
                .check(OURS);
    }

    @Test
    void shouldKeepKafkaAndMicronautOutOfTheSpillStore() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "spill..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "io.micronaut..", "ai.djl..")
                .because("the store keeps bytes")
                .check(OURS);
    }

    @Test
    void shouldKnowEveryModuleThereIs() {
        Set<String> found = OURS.stream()
                .map(JavaClass::getPackageName)
                .map(name -> name.split("\\.", -1)[2])
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(found).as("packages below dev.scopestream, one a module").isEqualTo(modules());
    }
}
