package io.tarn.server.model;

/**
 * A table as clients name it: {@code t}, or {@code t$branch_b} for a branch.
 *
 * <p>Clients ask for the base table of a system table, so {@code t$snapshots} never names anything here.
 *
 * @param branch {@code main} when the name carries none
 */
public record TableName(String database, String table, String branch) {
    public static final String MAIN = "main";
    private static final String BRANCH_MARK = "$branch_";

    /** @throws TarnException INVALID_NAME */
    public static TableName parse(String database, String object) {
        Names.check("database", database);
        int mark = object.indexOf(BRANCH_MARK);
        if (mark < 0) {
            return new TableName(database, Names.check("table", object), MAIN);
        }
        String table = Names.check("table", object.substring(0, mark));
        String branch = Names.check("branch", object.substring(mark + BRANCH_MARK.length()));
        return new TableName(database, table, branch);
    }

    /** The object name as the client wrote it, e.g. {@code t$branch_b}. */
    public String object() {
        return branch.equals(MAIN) ? table : table + BRANCH_MARK + branch;
    }

    @Override
    public String toString() {
        return database + "." + object();
    }
}
