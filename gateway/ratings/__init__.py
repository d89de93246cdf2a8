"""好差评: ratings by whoever was served, and what the bodies make of bad ones (鲁政办发〔2020〕10号, 国办发〔2019〕51号)."""
