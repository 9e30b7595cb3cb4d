package dev.scopestream.door;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rules for the door's packages. */
class PackageRulesTest {

    /** The package {@code dev.scopestream.door} itself is a slice, too. */
    @Test
    void shouldHaveNoCycles() {
        slices().matching("dev.scopestream.(**)")
                .should()
                .beFreeOfCycles()
                .check(new ClassFileImporter(Set.of(new ImportOption.DoNotIncludeTests()))
                        .importPackages("dev.scopestream.door"));
    }
}
