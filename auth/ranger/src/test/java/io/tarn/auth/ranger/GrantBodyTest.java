package io.tarn.auth.ranger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.auth.Caller;
import io.tarn.auth.Principal;
import io.tarn.auth.Principal.Kind;
import io.tarn.auth.Privilege;
import io.tarn.auth.ResourceType;
import io.tarn.auth.Securable;
import io.tarn.auth.Subject;
import io.tarn.auth.outside.OutsideGrant;
import io.tarn.auth.outside.OutsideGrantException;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.ranger.plugin.util.GrantRevokeRequest;
import org.junit.jupiter.api.Test;

/** How a grant reads in Ranger, and which do not. */
class GrantBodyTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ResourceModel TARN = new ResourceModel.Tarn();
    private static final ResourceModel HIVE = new ResourceModel.Hive("lake");
    private static final Securable LAKE = RangerTestCase.LAKE;
    private static final Securable SALES = RangerTestCase.SALES;
    private static final Securable ORDERS = RangerTestCase.ORDERS;

    @Test
    void readsAsRangersOwnClass() throws Exception {
        JsonNode body = body(TARN, ResourceType.TABLE, ORDERS, Privilege.SELECT, principal(Kind.SERVICE, "etl"));
        GrantRevokeRequest read = JSON.treeToValue(body, GrantRevokeRequest.class);
        assertThat(read.getGrantor()).isEqualTo("alice");
        assertThat(read.getGrantorGroups()).containsExactly("finance");
        assertThat(read.getResource()).isEqualTo(Map.of("catalog", "lake", "database", "sales", "table", "orders"));
        assertThat(read.getUsers()).containsExactly("svc-etl");
        assertThat(read.getAccessTypes()).containsExactly("select");
        assertThat(read.getDelegateAdmin()).isFalse();
        assertThat(read.getReplaceExistingPermissions()).isFalse();
        JsonNode again = JSON.valueToTree(read);
        body.properties().stream()
                .filter(field ->
                        field.getValue().isBoolean() || !field.getValue().isEmpty())
                .forEach(field ->
                        assertThat(again.get(field.getKey())).as(field.getKey()).isEqualTo(field.getValue()));
        assertThat(again.path("requestData").asText()).startsWith("GRANT SELECT ON table lake.sales.orders");
    }

    @Test
    void groupsAndRolesAreNamedAsSuch() throws Exception {
        assertThat(body(TARN, ResourceType.DATABASE, SALES, Privilege.ALL, principal(Kind.GROUP, "hr"))
                        .toString())
                .contains("\"groups\":[\"hr\"]", "\"users\":[]", "\"accessTypes\":[\"all\"]");
        assertThat(body(TARN, ResourceType.DATABASE, SALES, Privilege.LIST, principal(Kind.ROLE, "analyst"))
                        .toString())
                .contains("\"roles\":[\"analyst\"]");
    }

    @Test
    void aTableInHiveIsAllItsColumns() throws Exception {
        assertThat(body(HIVE, ResourceType.TABLE, ORDERS, Privilege.UPDATE, principal(Kind.USER, "bob"))
                        .path("resource")
                        .toString())
                .isEqualTo("{\"column\":\"*\",\"database\":\"sales\",\"table\":\"orders\"}");
    }

    @Test
    void whatWouldGiveMoreOrLessIsNotSaid() {
        Principal bob = principal(Kind.USER, "bob");
        refused(TARN, ResourceType.DATABASE_ALL, SALES, Privilege.SELECT, bob, "nothing that one grant can say");
        refused(TARN, ResourceType.CATALOG_ALL, LAKE, Privilege.SELECT, bob, "nothing that one grant can say");
        refused(TARN, ResourceType.COLUMN, ORDERS, Privilege.SELECT, bob, "nothing that one grant can say");
        refused(TARN, ResourceType.CATALOG, LAKE, Privilege.USELOCATION, bob, "nothing that one grant can say");
        refused(TARN, ResourceType.CATALOG, LAKE, Privilege.ALL, bob, "nothing that one grant can say");
        // In Hive, one word would give all three.
        refused(HIVE, ResourceType.DATABASE, SALES, Privilege.CREATEVIEW, bob, "nothing that one grant can say");
        refused(HIVE, ResourceType.TABLE, ORDERS, Privilege.GRANT, bob, "nothing that one grant can say");
        refused(HIVE, ResourceType.CATALOG, LAKE, Privilege.CREATEDATABASE, bob, "would be a pattern");
    }

    @Test
    void namesThatArePatternsAreNotSaid() {
        Principal bob = principal(Kind.USER, "bob");
        for (String name : new String[] {"o*", "o?", "{USER}", "orders}", "a,b"}) {
            Securable table = SALES.child(Securable.Kind.TABLE, UUID.randomUUID(), null, name);
            refused(TARN, ResourceType.TABLE, table, Privilege.SELECT, bob, "would be a pattern");
        }
        for (Principal principal : new Principal[] {
            principal(Kind.USER, "{OWNER}"),
            principal(Kind.GROUP, "Public"),
            principal(Kind.ROLE, "*"),
            principal(Kind.USER, "svc-etl")
        }) {
            refused(
                    TARN,
                    ResourceType.TABLE,
                    ORDERS,
                    Privilege.SELECT,
                    principal,
                    "nobody's in Ranger, or everybody's");
        }
    }

    private static void refused(
            ResourceModel model, ResourceType type, Securable on, Privilege privilege, Principal to, String why) {
        assertThatThrownBy(() -> body(model, type, on, privilege, to))
                .as("%s on %s to %s", privilege, type, to)
                .isInstanceOfSatisfying(
                        OutsideGrantException.class,
                        e -> assertThat(e.kind()).isEqualTo(OutsideGrantException.Kind.REFUSED))
                .hasMessageContaining(why);
    }

    private static JsonNode body(
            ResourceModel model, ResourceType type, Securable on, Privilege privilege, Principal to)
            throws OutsideGrantException {
        Caller alice = Caller.of(principal(Kind.USER, "alice"));
        Subject subject = new Subject(alice, true, Set.of("finance"), Set.of(), false);
        return new GrantBody(model, "svc-").of(new OutsideGrant(true, alice, type, on, privilege, to), subject);
    }

    private static Principal principal(Kind kind, String name) {
        return new Principal(UUID.randomUUID(), kind, name);
    }
}
