package io.tarn.auth.ranger;

import io.tarn.auth.Securable;
import io.tarn.auth.Subject;
import io.tarn.auth.Visibility;
import io.tarn.auth.Visibility.Item;
import io.tarn.auth.Visibility.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Which objects of one list its caller may see. Patterns of policies are matched against names, so each object is asked about
 * by itself; those of one list are asked about by the same policies. Nothing of it is written to the log of decisions.
 */
final class ListJudge implements Visibility.Judge {
    private final Judgement judgement;
    private final ResourceModel model;
    private final Subject subject;
    private final Securable parent;
    private final Securable.Kind kind;
    private final boolean namesOnly;
    private final Map<String, Boolean> listed = new HashMap<>();

    ListJudge(
            Judgement judgement,
            ResourceModel model,
            Subject subject,
            Securable parent,
            Securable.Kind kind,
            boolean namesOnly) {
        this.judgement = judgement;
        this.model = model;
        this.subject = subject;
        this.parent = parent;
        this.kind = kind;
        this.namesOnly = namesOnly;
    }

    @Override
    public Set<UUID> owners() {
        return subject.reached();
    }

    @Override
    public List<Verdict> judge(List<Item> items) {
        List<Verdict> verdicts = new ArrayList<>(items.size());
        for (Item item : items) {
            verdicts.add(judge(item));
        }
        return verdicts;
    }

    private Verdict judge(Item item) {
        boolean database = kind == Securable.Kind.DATABASE;
        if (!database && namesOnly && lists(item.database())) {
            return Verdict.SHOWN;
        }
        Optional<Map<String, Object>> around = model.resource(database ? parent : database(item.database()));
        if (around.isEmpty()) {
            return Verdict.UNSAID;
        }
        Map<String, Object> resource = new HashMap<>(around.get());
        resource.put(model.level(kind), item.name());
        return switch (judgement.any(resource, item.owned()).said()) {
            case ALLOWED -> Verdict.SHOWN;
            case DENIED -> Verdict.HIDDEN;
            case NOTHING -> Verdict.UNSAID;
        };
    }

    private boolean lists(String database) {
        return listed.computeIfAbsent(database, name -> judgement.lists(database(name)));
    }

    /** Whose it is does not matter: owning a database shows nothing in it. */
    private Securable database(String name) {
        return parent.kind() == Securable.Kind.DATABASE
                ? parent
                : parent.child(Securable.Kind.DATABASE, new UUID(0, 0), null, name);
    }
}
