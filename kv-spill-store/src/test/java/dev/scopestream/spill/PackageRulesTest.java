package dev.scopestream.spill;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The packages of the module depend on each other in one direction only. */
class PackageRulesTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter(Set.of(new ImportOption.DoNotIncludeTests())).importPackages("dev.scopestream.spill");

    @Test
    void shouldHaveNoCycles() {
        slices().matching("dev.scopestream.(spill..)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void shouldKeepTheApiApartFromWhatImplementsIt() {
        noClasses()
                .that()
                .resideInAPackage("dev.scopestream.spill")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.scopestream.spill.*..")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("org.rocksdb..")
                .check(CLASSES);
    }
}
