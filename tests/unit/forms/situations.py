"""The situations of the restaurant theme as the forms' room sees them: items with their forms, and a sample each."""

from forms.samples import EXISTING_INSPECTION, NEW_COMMITMENT, NEW_INSPECTION

FOOD = ("food_license", "approval/food_license")
INSPECTION = ("fire_inspection", "fire/fire_inspection")
COMMITMENT = ("fire_inspection", "fire/fire_commitment")
SIGNBOARD = ("signboard", "urban/signboard")
NEW = ("business_license", "approval/business_license")
EXISTING = ("business_license", "approval/licence_verification")

SITUATIONS = {
    NEW_INSPECTION: [NEW, FOOD, INSPECTION, SIGNBOARD],
    NEW_COMMITMENT: [NEW, FOOD, COMMITMENT, SIGNBOARD],
    EXISTING_INSPECTION: [EXISTING, FOOD, INSPECTION, SIGNBOARD],
}
