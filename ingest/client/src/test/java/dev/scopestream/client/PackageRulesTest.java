package dev.scopestream.client;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The packages of the module depend on each other in one direction only. */
class PackageRulesTest {
    @Test
    void shouldHaveNoCycles() {
        slices().matching("dev.scopestream.(client..)")
                .should()
                .beFreeOfCycles()
                .check(new ClassFileImporter(Set.of(new ImportOption.DoNotIncludeTests()))
                        .importPackages("dev.scopestream.client"));
    }
}
