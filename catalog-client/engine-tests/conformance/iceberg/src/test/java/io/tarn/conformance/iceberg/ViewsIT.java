package io.tarn.conformance.iceberg;

import org.apache.iceberg.rest.RESTCompatibilityKitViewCatalogTests;
import org.junit.jupiter.api.extension.ExtendWith;

/** The kit's tests of views, as they are. */
@ExtendWith(KitServer.class)
class ViewsIT extends RESTCompatibilityKitViewCatalogTests {}
