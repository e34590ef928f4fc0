package io.tarn.server.ops.adoption;

import io.tarn.server.files.TableFiles;
import io.tarn.server.model.Branch;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableName;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.adoption.Finding.Code;
import io.tarn.server.store.RelationRows.Head;
import java.util.ArrayList;
import java.util.List;

/** A branch that is being looked at, and what was found so far. */
final class Inspected {
    private final Catalogs.Entry catalog;
    private final Head head;
    private final TableName name;
    private final List<Finding> findings = new ArrayList<>();

    Inspected(Catalogs.Entry catalog, Head head, TableName name) {
        this.catalog = catalog;
        this.head = head;
        this.name = name;
    }

    Catalogs.Entry catalog() {
        return catalog;
    }

    Relation relation() {
        return head.relation();
    }

    Branch branch() {
        return head.branch();
    }

    TableFiles files() {
        return catalog.files(head.relation(), head.branch());
    }

    boolean isMain() {
        return head.branch().name().equals(TableName.MAIN);
    }

    TableName name() {
        return name;
    }

    void found(Code code, String subject, String text) {
        findings.add(new Finding(code, catalog.catalog().name(), name.toString(), subject, text, false));
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }
}
