package io.tarn.conformance.iceberg;

import org.apache.iceberg.rest.RESTCompatibilityKitCatalogTests;
import org.junit.jupiter.api.extension.ExtendWith;

/** The kit's tests of namespaces and tables, as they are. */
@ExtendWith(KitServer.class)
class TablesIT extends RESTCompatibilityKitCatalogTests {}
