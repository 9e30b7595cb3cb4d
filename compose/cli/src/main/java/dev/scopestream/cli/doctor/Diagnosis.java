package dev.scopestream.cli.doctor;

import dev.scopestream.cli.common.ErrorReport;
import dev.scopestream.cli.doctor.Finding.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.InterruptException;

/** Collects findings. A check that fails is a finding, too, and doesn't end the others. */
final class Diagnosis {
    private final List<Finding> findings = new ArrayList<>();
    private final Consumer<Finding> each;

    /** Looks at one thing. */
    @FunctionalInterface
    interface Check {
        void look() throws Exception;
    }

    /** @param each is told every finding as it is made */
    Diagnosis(Consumer<Finding> each) {
        this.each = each;
    }

    void ok(String name, String found) {
        add(new Finding(name, Status.OK, found, ""));
    }

    void hint(String name, String found, String advice) {
        add(new Finding(name, Status.HINT, found, advice));
    }

    void wrong(String name, String found, String advice) {
        add(new Finding(name, Status.WRONG, found, advice));
    }

    void unknown(String name, String why) {
        add(new Finding(name, Status.UNKNOWN, why, ""));
    }

    private void add(Finding finding) {
        findings.add(finding);
        each.accept(finding);
    }

    /**
     * Runs a check.
     *
     * @param advice what to do when it fails
     * @throws InterruptedException when it was interrupted: then the others shouldn't begin
     */
    void look(String name, String advice, Check check) throws InterruptedException {
        try {
            check.look();
        } catch (InterruptedException | InterruptException e) {
            InterruptedException ended = new InterruptedException(name);
            ended.initCause(e);
            throw ended;
        } catch (Exception | LinkageError e) {
            wrong(name, ErrorReport.describe(e), advice);
        }
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** How many are like that. */
    long count(Status status) {
        return findings.stream().filter(f -> f.status() == status).count();
    }
}
