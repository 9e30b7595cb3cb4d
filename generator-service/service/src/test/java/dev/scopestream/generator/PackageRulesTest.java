package dev.scopestream.generator;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import org.junit.jupiter.api.Test;

class PackageRulesTest {
    private static final JavaClasses OURS = new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests()))
            .importPackages("dev.scopestream.generator");

    /** Every package is a slice, the root package too. */
    private static final SliceAssignment PACKAGES = new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
            return SliceIdentifier.of(javaClass.getPackageName());
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    };

    @Test
    void shouldHaveNoCyclesAmongPackages() {
        slices().assignedFrom(PACKAGES).should().beFreeOfCycles().check(OURS);
    }

    @Test
    void shouldHaveNoCyclesAmongTopPackages() {
        slices().matching("dev.scopestream.generator.(*)..")
                .should()
                .beFreeOfCycles()
                .check(OURS);
    }
}
