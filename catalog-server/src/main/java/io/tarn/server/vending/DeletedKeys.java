package io.tarn.server.vending;

import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The body of a request that deletes several objects. */
final class DeletedKeys {
    /** As many as a store takes. */
    private static final int MOST = 1_000;

    private DeletedKeys() {}

    /** @throws TarnException INVALID_REQUEST when it says anything but keys, or could be understood in another way */
    static List<String> of(String body) {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            XMLStreamReader xml = factory.createXMLStreamReader(new StringReader(body));
            List<String> keys = new ArrayList<>();
            xml.nextTag();
            xml.require(XMLStreamConstants.START_ELEMENT, null, "Delete");
            while (xml.nextTag() == XMLStreamConstants.START_ELEMENT) {
                if (xml.getLocalName().equals("Quiet")) {
                    xml.getElementText();
                } else {
                    xml.require(XMLStreamConstants.START_ELEMENT, null, "Object");
                    xml.nextTag();
                    xml.require(XMLStreamConstants.START_ELEMENT, null, "Key");
                    keys.add(key(xml.getElementText()));
                    xml.nextTag();
                    xml.require(XMLStreamConstants.END_ELEMENT, null, "Object");
                }
            }
            if (keys.isEmpty() || keys.size() > MOST) {
                throw invalid("names no object, or more than " + MOST);
            }
            return keys;
        } catch (XMLStreamException e) {
            throw TarnException.causedBy(
                    ErrorCode.INVALID_REQUEST, "'body' is not a list of keys of objects to delete", e);
        }
    }

    private static String key(String key) {
        for (String step : key.split("/", -1)) {
            if (step.isEmpty() || step.equals(".") || step.equals("..")) {
                throw invalid("names an object with a step that is empty, '.' or '..'");
            }
        }
        return key;
    }

    private static TarnException invalid(String why) {
        return TarnException.of(ErrorCode.INVALID_REQUEST, "'body' " + why);
    }
}
